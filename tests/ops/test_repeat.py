"""tf.repeat over many runs: blocks, groups and ends, against NumPy."""

import numpy as np
import pytest

import zeal as tf

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
