"""tf.repeat over many runs: blocks, groups and ends, against NumPy."""

import numpy as np
import pytest

import zeal as tf
from zeal._native import raw

RANDOM = np.random.RandomState(0)


@pytest.mark.parametrize("dtype", ["int8", "float16", "float32", "float64", "complex128", "object"])
@pytest.mark.parametrize("n", [1, 3, 4, 5, 4095, 4097, 20001])
@pytest.mark.parametrize("most", [1, 2, 9])
def test_runs_of_single_elements(dtype, n, most):
    values = RANDOM.randint(0, 100, n)
    if dtype == "object":
        values = [b"%09d" % v for v in values]
    x = np.array(values, dtype)
    counts = RANDOM.randint(0, most + 1, n) if most > 1 else np.ones(n, np.int64)
    counts[n // 2] = 7
    found = tf.repeat(x, counts.astype(np.int32 if n % 2 else np.int64))
    np.testing.assert_array_equal(found.numpy(), np.repeat(x, counts))


@pytest.mark.parametrize("shape", [(3, 300), (3, 300, 2), (2, 300, 0)])
def test_runs_of_an_inner_axis_and_their_gradient(shape):
    x, counts = RANDOM.rand(*shape), RANDOM.randint(0, 3, 300)
    variable = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = tf.repeat(variable, counts, 1)
        loss = tf.reduce_sum(y * y)
    np.testing.assert_array_equal(y.numpy(), np.repeat(x, counts, 1))
    scale = counts.reshape(300, *[1] * (x.ndim - 2))
    np.testing.assert_allclose(tape.gradient(loss, variable).numpy(), 2 * x * scale)


def test_a_number_is_a_vector_of_one():
    for axis in (None, 0, -1):
        assert tf.repeat(3, 2, axis).numpy().tolist() == [3, 3]


def test_booleans_are_counts():
    for counts in ([True, 2], [2, True], [True, False], np.array([False, True]), True,
                   np.bool_(True)):
        found = tf.repeat([3, 4], counts)
        expected = np.repeat([3, 4], np.broadcast_to(np.array(counts, np.int32), 2))
        np.testing.assert_array_equal(found.numpy(), expected)
    for counts in (tf.constant(True), tf.Variable([True, False]), 2.0, [1, 2.0], "a",
                   np.array([1.0, 2.0])):
        with pytest.raises(TypeError, match="repeats must be an integer"):
            tf.repeat([3, 4], counts)
    for counts in ([True, 2.0], [True, "a"], ["a", 1]):
        with pytest.raises(ValueError, match="mixed types"):
            tf.repeat([3, 4], counts)


def test_an_axis_is_an_int():
    for axis in (True, 1.0, "a", tf.constant(1), np.array(1), np.int64(1)):
        for x in ([[1, 2], [3, 4]], 1):
            with pytest.raises(TypeError, match=f"axis must be an int; got {type(axis).__name__}"):
                tf.repeat(x, 2, axis)


def test_axes_and_repeats_that_do_not_fit():
    x = tf.ones([2, 3])
    for axis in (2, 5, -3):
        with pytest.raises(ValueError, match=f"axis={axis} out of bounds: expected -2<=axis<2"):
            tf.repeat(x, 2, axis)
    with pytest.raises(ValueError, match="axis=1 out of bounds"):
        tf.repeat(3, 2, 1)
    for repeats in ([[1, 2]], [[1], [2]]):
        with pytest.raises(ValueError, match="rank at most 1"):
            tf.repeat(x, repeats, 0)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_one_count_for_all(count, axis):
    x = np.arange(12.0).reshape(4, 3)
    with tf.GradientTape() as tape:
        given = tf.constant(x)
        tape.watch(given)
        y = tf.repeat(given, count, axis)
        total = tf.reduce_sum(y * y)
    np.testing.assert_array_equal(y, np.repeat(x, count, axis))
    np.testing.assert_array_equal(tape.gradient(total, given), 2 * count * x)
    with tf.Graph().as_default(), tf.Session() as session:
        fed = tf.placeholder(tf.float64, [None, 3])
        counts = tf.placeholder(tf.int32, [1])
        y = tf.repeat(fed, counts, axis)
        slope = tf.gradients(y, fed)[0]
        values = session.run([y, slope], {fed: x, counts: [count]})
    np.testing.assert_array_equal(values[0], np.repeat(x, count, axis))
    np.testing.assert_array_equal(values[1], np.full_like(x, count))


def test_one_count_that_is_no_count():
    for bad in (-1, 2**62):
        with pytest.raises(tf.errors.InvalidArgumentError, match="repeats"):
            raw.Repeat(np.zeros(100), np.array([bad], np.int64), 0)


@pytest.mark.parametrize("x", [3, [1, 2], [[1, 2], [3, 4]]])
def test_inputs_of_unknown_rank(x):
    with tf.Graph().as_default(), tf.Session() as session:
        fed = tf.placeholder(tf.int32)
        count = tf.placeholder_with_default(tf.constant(2), None)
        repeated = session.run([tf.repeat(fed, count, 0), tf.repeat(fed, [2], -1)], {fed: x})
    np.testing.assert_array_equal(repeated[0], np.repeat(x, 2, 0))
    np.testing.assert_array_equal(repeated[1], np.repeat(x, 2, -1))
