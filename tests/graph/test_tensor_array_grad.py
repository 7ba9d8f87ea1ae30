"""TensorArray.grad: values and errors are TensorFlow 1.15's."""

import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def array(*values, **kwargs):
    made = tf.TensorArray(tf.float32, size=len(values), **kwargs)
    for i, value in enumerate(values):
        made = made.write(i, value)
    return made


def test_writes_to_one_place_are_summed(session):
    sums = array(1.0, 2.0, 3.0, infer_shape=False).grad("grad")
    sums = sums.write(2, 3.0).write(2, 4.0).write(2, 5.0)
    assert session.run([sums.read(2), sums.size()]) == [12.0, 3]


def test_later_calls_go_on_with_a_flow(session):
    values = array(1.0, 2.0)
    first = values.grad("grad").write(0, 3.0)
    again = values.grad("grad", flow=first.flow).write(0, 10.0)
    other = values.grad("other", flow=values.flow).write(0, 1.0)
    assert session.run([again.read(0), other.read(0)]) == [13.0, 1.0]


def test_places_without_tensors_are_zero(session):
    sums = array([1.0, 2.0], [5.0, 6.0]).grad("grad").write(1, [3.0, 4.0])
    assert session.run(sums.stack()).tolist() == [[0, 0], [3, 4]]


def test_many_places_at_once(session):
    sums = array(1.0, 2.0).grad("grad").unstack([3.0, 4.0]).scatter([1], [10.0])
    assert session.run(sums.stack()).tolist() == [3, 14]
    pieces = tf.TensorArray(tf.float32, size=2, infer_shape=False).split([1.0, 2, 3], [1, 2])
    sums = pieces.grad("grad").split([3.0, 4, 5], [1, 2])
    assert session.run(sums.concat()).tolist() == [3, 4, 5]


def test_in_a_loop_and_its_gradient(session):
    x = tf.placeholder(tf.float32, [])
    sums = array(1.0, 2.0).grad("grad")
    _, sums = tf.while_loop(
        lambda i, _: i < 4, lambda i, s: (i + 1, s.write(i % 2, x * x)), [0, sums]
    )
    total = tf.reduce_sum(sums.stack())
    assert session.run([total, tf.gradients(total, x)], {x: 3}) == [36.0, [24.0]]


def test_errors(session):
    values = array(1.0, 2.0, infer_shape=False)
    with pytest.raises(ValueError, match="array of gradients"):
        values.grad("a").grad("a")
    sums = values.grad("a").write(0, 3.0).write(0, [1.0, 2.0])
    text = r"Could not aggregate to TensorArray index 0 because the existing shape is \[\] but the "
    with pytest.raises(tf.errors.InvalidArgumentError, match=text + r"new input shape is \[2\]"):
        session.run(sums.read(0))
    with pytest.raises(ValueError, match=r"Inconsistent shapes: saw \(3,\) but expected \(2,\)"):
        array([1.0, 2.0]).grad("a").write(0, [1.0, 2.0, 3.0])


def test_eagerly():
    with pytest.raises(NotImplementedError, match="not supported when executing eagerly"):
        tf.TensorArray(tf.float32, 1).grad("a")
