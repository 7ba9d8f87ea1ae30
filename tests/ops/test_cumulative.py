"""tf.math.cumulative_logsumexp and nextafter against NumPy, in three modes."""

import numpy as np
import pytest

import zeal as tf

X = np.random.RandomState(0).normal(scale=30, size=(3, 4))


def _expected(x, axis, exclusive, reverse):
    x = np.flip(x, axis) if reverse else x
    found = np.logaddexp.accumulate(x, axis)
    if exclusive:
        least = np.full_like(np.take(found, [0], axis), np.finfo(x.dtype).min)
        found = np.concatenate([least, np.delete(found, -1, axis)], axis)
    return np.flip(found, axis) if reverse else found


@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_running_sums_in_three_modes(axis, reverse, exclusive):
    def run(x):
        return tf.math.cumulative_logsumexp(x, axis, exclusive, reverse)

    wanted = _expected(X, axis, exclusive, reverse)
    np.testing.assert_allclose(run(X).numpy(), wanted, rtol=1e-12)
    np.testing.assert_allclose(tf.function(run)(tf.constant(X)).numpy(), wanted, rtol=1e-12)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float64, [None, None])
        np.testing.assert_allclose(session.run(run(x), {x: X}), wanted, rtol=1e-12)
    x = tf.constant(X / 30)
    weights = np.arange(12.0).reshape(3, 4) - 5
    if not exclusive:  # the least number has no differences
        error = tf.test.compute_gradient_error(lambda x: run(x) * weights, [x])
        assert error < 1e-6


def test_bad_axis():
    with pytest.raises(tf.errors.InvalidArgumentError, match="axis 2 is out of range"):
        tf.math.cumulative_logsumexp(X, 2)


def test_next_numbers():
    for dtype in (np.float32, np.float64):
        a, b = np.array([1, 0, -1], dtype), np.array(5, dtype)
        np.testing.assert_array_equal(tf.math.nextafter(a, b).numpy(), np.nextafter(a, b))
    with tf.Graph().as_default(), tf.Session() as session:
        a = tf.placeholder(tf.float32, [None, 1])
        found = tf.math.nextafter(a, [2.0, 0.0])
        assert found.shape.as_list() == [None, 2]
        assert session.run(found, {a: [[1.0]]}).tolist() == [[1 + 2.0**-23, 1 - 2.0**-24]]


def test_gradients_of_next_numbers_are_those_of_tensorflow_1_15():
    a, b = tf.constant([[1.0], [2.0]]), tf.constant([0.0, 5.0, 1.0])
    with tf.GradientTape() as tape:
        tape.watch([a, b])
        y = tf.math.nextafter(a, b) * 2.0
    by_a, by_b = tape.gradient(y, [a, b])
    assert by_a.numpy().tolist() == [[6.0], [6.0]] and by_b.numpy().tolist() == [0.0] * 3
