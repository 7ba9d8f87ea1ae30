"""Running sums and products: along lines and over rows, on threads."""

import itertools

import numpy as np
import pytest
from same_bits import same_bits

import zeal as tf


def expected(function, x, axis, exclusive, reverse):
    x = np.flip(x, axis) if reverse else x
    y = function(x, axis, dtype=x.dtype)
    if exclusive:
        start = np.full_like(np.take(x, [0], axis), function is np.cumprod)
        y = np.concatenate([start, np.take(y, range(x.shape[axis] - 1), axis)], axis)
    return np.flip(y, axis) if reverse else y


@pytest.mark.parametrize("exclusive, reverse", itertools.product([False, True], repeat=2))
@pytest.mark.parametrize("shape", [(7,), (1, 5), (3, 1), (3, 4, 2), (5, 1500), (2, 3, 1025)])
def test_values(shape, exclusive, reverse):
    x = np.random.default_rng(0).uniform(0.5, 1.5, shape)
    for axis in range(len(shape)):
        for op, function in ((tf.cumsum, np.cumsum), (tf.cumprod, np.cumprod)):
            y = op(x, axis, exclusive=exclusive, reverse=reverse)
            want = expected(function, x, axis, exclusive, reverse)
            np.testing.assert_allclose(y, want, rtol=1e-13)
            whole = (x * 9).astype("int32")
            y = op(whole, axis, exclusive=exclusive, reverse=reverse)
            want = expected(function, whole, axis, exclusive, reverse)
            np.testing.assert_array_equal(y, want)


def test_the_order_of_addition_is_the_elements():
    x = np.random.default_rng(1).standard_normal((3, 200_000)).astype("float32")
    want = np.cumsum(x, 1)
    for found in same_bits(lambda: [tf.cumsum(x, 1), tf.transpose(tf.cumsum(x.T, 0))]):
        np.testing.assert_array_equal(found, want)
