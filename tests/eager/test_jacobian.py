"""Jacobians where there is nothing, or no connection; ranks and batches that do not fit."""

import numpy as np
import pytest

import zeal as tf


def taped(f, *sources):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(sources)
        y = f(*sources)
    return tape, y


def test_of_an_empty_target_is_empty():
    x = tf.constant([1.0, 2.0, 3.0])
    tape, y = taped(lambda x: tf.reduce_sum(x) * tf.zeros([0, 4]), x)
    found = tape.jacobian(y, {"x": x})["x"]
    assert found.shape == [0, 4, 3] and found.dtype is tf.float32
    tape, y = taped(lambda x: tf.zeros([0, 4]), x)
    assert tape.jacobian(y, x) is None
    assert tape.jacobian(y, x, unconnected_gradients="zero").shape == [0, 4, 3]


def test_without_pfor_the_tape_is_persistent():
    x = tf.constant([[1.0, 2.0]])
    for kind, name in (("jacobian", "jacobian"), ("batch_jacobian", "batch jacobian")):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        with pytest.raises(RuntimeError, match=f"persistent=True to compute the {name} with"):
            getattr(tape, kind)(y, x, experimental_use_pfor=False)
        tape, y = taped(lambda x: x * x, x)
        found = getattr(tape, kind)(y, x, experimental_use_pfor=False)
        assert found.numpy().ravel().tolist() == [2.0, 0.0, 0.0, 4.0]


def test_by_an_empty_source_is_empty():
    x = tf.zeros([0])
    tape, y = taped(lambda x: tf.reduce_sum(x) * tf.ones([2]), x)
    assert tape.jacobian(y, x).shape == [2, 0]


@pytest.mark.parametrize("shape, columns", [((0, 2), 2), ((2, 0), 0), ((2, 3), 0), ((0, 0), 0)])
def test_of_batches_without_elements(shape, columns):
    x = tf.zeros(shape, tf.float64)
    tape, y = taped(lambda x: (x * x)[:, :columns], x)
    found = tape.batch_jacobian(y, x)
    assert found.shape == [shape[0], columns, shape[1]] and found.dtype is tf.float64


@pytest.mark.parametrize("mode", ["none", "zero"])
def test_of_an_unconnected_batch_is_zero(mode):
    x = tf.constant([[1.0], [2.0]])
    tape, y = taped(lambda x: tf.constant([[3.0, 5.0], [4.0, 6.0]]), x)
    found = tape.batch_jacobian(y, x, unconnected_gradients=mode)
    np.testing.assert_array_equal(found.numpy(), np.zeros((2, 2, 1)))


def test_of_batches_of_matrices():
    x = tf.constant(np.arange(8.0).reshape(2, 2, 2))
    tape, y = taped(lambda x: tf.reduce_sum(x * x, 2), x)
    expected = np.zeros((2, 2, 2, 2))
    for b, i in np.ndindex(2, 2):
        expected[b, i, i] = 2 * x.numpy()[b, i]
    np.testing.assert_array_equal(tape.batch_jacobian(y, x).numpy(), expected)


@pytest.mark.parametrize("target, source", [
    ([2], [2, 1]), ([2, 3], [2]), ([2], [2]), ([], [1, 2]), ([2, 3], []),
])
def test_batches_have_two_axes(target, source):
    x = tf.ones(source)
    tape, y = taped(lambda x: tf.reduce_sum(x) * tf.ones(target), x)
    with pytest.raises(ValueError, match="must have rank at least 2"):
        tape.batch_jacobian(y, x)


def test_batches_have_one_size():
    x = tf.ones([2, 1])
    tape, y = taped(lambda x: tf.reduce_sum(x) * tf.ones([3, 1]), x)
    with pytest.raises(ValueError, match=r"Need first dimension of target shape \(\(3, 1\)\) and "
                                         r"source shape \(\(2, 1\)\) to match"):
        tape.batch_jacobian(y, x)
