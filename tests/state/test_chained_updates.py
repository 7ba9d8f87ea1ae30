"""What updates of a graph return can be updated again: values recorded from TensorFlow 1.15."""

import pytest

import zeal as tf


def run(make):
    """The value that an update gives, and the variable behind it."""
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable([1.0, 2.0])
        update = make(v)
        session.run(tf.global_variables_initializer())
        return session.run(update).tolist(), session.run(v).tolist()


@pytest.mark.parametrize(
    "make, value",
    [
        (lambda v: tf.assign_add(tf.assign(v, v * 3.0), [2.0, 2.0]), [5.0, 8.0]),
        (lambda v: tf.assign_sub(v.assign(v * 3.0), [2.0, 2.0]), [1.0, 4.0]),
        (lambda v: tf.assign(tf.assign_add(v, [1.0, 1.0]), [7.0, 7.0]), [7.0, 7.0]),
        (lambda v: tf.scatter_add(tf.assign(v, v * 3.0), [0], [5.0]), [8.0, 6.0]),
        (lambda v: tf.scatter_nd_sub(tf.scatter_mul(v, [1], [4.0]), [[1]], [1.0]), [1.0, 7.0]),
        (lambda v: v.assign(v * 3.0).assign_add([2.0, 2.0]), [5.0, 8.0]),
        (lambda v: v.assign_add([1.0, 1.0]).value(), [2.0, 3.0]),
        (lambda v: v.assign_sub([1.0, 1.0]).read_value(), [0.0, 1.0]),
        (
            lambda v: tf.cond(
                tf.constant(True),
                lambda: tf.assign_add(tf.assign(v, v * 3.0), [2.0, 2.0]),
                lambda: tf.identity(v),
            ),
            [5.0, 8.0],
        ),
        (
            lambda v: tf.function(lambda: tf.assign_add(tf.assign(v, v * 3.0), [2.0, 2.0]))(),
            [5.0, 8.0],
        ),
    ],
)
def test_updates_follow_each_other(make, value):
    assert run(make) == (value, value)


def test_counting_follows_an_update():
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(1)
        count = tf.count_up_to(tf.assign(v, 2), 5)
        session.run(tf.global_variables_initializer())
        assert session.run(count) == 2 and session.run(v) == 3


@pytest.mark.parametrize(
    "update", [lambda t: tf.assign(t, [1.0]), lambda t: tf.scatter_add(t, [0], [1.0])]
)
def test_other_tensors_cannot_be_updated(update):
    with pytest.raises(AttributeError, match="object has no attribute"):
        update(tf.constant([1.0]))
    with tf.Graph().as_default(), pytest.raises(AttributeError, match="object has no attribute"):
        update(tf.identity(tf.Variable([1.0])))
    with pytest.raises(AttributeError, match="'list' object has no attribute"):
        update([1.0])
