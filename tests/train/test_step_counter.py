"""The global step of graphs. Captured from TensorFlow 1.15.5."""

import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def test_each_graph_has_one(graph):
    assert tf.train.get_global_step() is None
    step = tf.train.create_global_step()
    assert (step.name, step.dtype) == ("global_step:0", tf.int64) and not step.trainable
    assert tf.get_collection(tf.GraphKeys.GLOBAL_STEP) == [step] == tf.global_variables()
    assert tf.train.get_or_create_global_step() is step
    with pytest.raises(ValueError, match='"global_step" already exists'):
        tf.train.create_global_step()
    with tf.Graph().as_default():
        assert tf.train.get_global_step() is None
        assert tf.train.get_global_step(graph) is step
    with tf.Session() as session:
        session.run(step.initializer)
        assert tf.train.global_step(session, step) == 0


def test_it_is_named_by_its_scope():
    with tf.variable_scope("inside"):
        assert tf.train.create_global_step().name == "inside/global_step:0"


def test_a_variable_or_tensor_of_that_name_is_it():
    step = tf.Variable(1, name="global_step")
    assert tf.train.get_global_step() is step
    with tf.Graph().as_default():
        tensor = tf.constant(1, name="global_step")
        assert tf.train.get_global_step() is tensor


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "does not have integer type"), ([1], r"is not scalar: \(1,\)")],
)
def test_what_cannot_be_one(value, text):
    with pytest.raises(TypeError, match=f'Existing "global_step" {text}'):
        tf.train.assert_global_step(tf.Variable(value, name="global_step"))
    with pytest.raises(TypeError, match="must be a Variable or Tensor"):
        tf.train.assert_global_step(1)


def test_several_are_none(caplog):
    for _ in range(2):
        tf.add_to_collection(tf.GraphKeys.GLOBAL_STEP, tf.constant(1))
    assert tf.train.get_global_step() is None
