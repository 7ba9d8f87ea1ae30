"""Tests of zeal/ops/array/bits.py against NumPy's packbits."""

import numpy as np
import pytest

import zeal as tf
from zeal.ops.array.bits import compare_and_bitpack


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "int16", "int64"])
def test_numbers(dtype):
    x = np.random.RandomState(0).uniform(-9, 9, (3, 16)).astype(dtype)
    found = compare_and_bitpack(x, np.array(1, dtype))
    np.testing.assert_array_equal(found, np.packbits(x > 1, axis=-1))
    assert found.dtype == tf.uint8


def test_bools_and_graphs():
    x = np.random.RandomState(1).rand(2, 8) > 0.5
    np.testing.assert_array_equal(compare_and_bitpack(x, False), np.packbits(x, axis=-1))
    with tf.Graph().as_default(), tf.Session() as session:
        fed = tf.placeholder(tf.bool, [None, 8])
        packed = compare_and_bitpack(fed, False)
        assert packed.shape.as_list() == [None, 1]
        np.testing.assert_array_equal(session.run(packed, {fed: x}), np.packbits(x, axis=-1))


@pytest.mark.parametrize("x, words", [(1.0, "at least a vector"), ([1.0] * 7, "divisible by 8")])
def test_what_is_refused(x, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        compare_and_bitpack(x, 0.0)


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64])
def test_bits_that_are_set(dtype):
    x = np.array([[0, 1, 7], [100, -1 if dtype is np.int8 else 3, 127]], dtype)
    found = tf.raw_ops.PopulationCount(x=x).numpy()
    assert found.dtype == np.uint8
    bits = [[bin(int(v) & (1 << 8 * x.itemsize) - 1).count("1") for v in row] for row in x]
    assert found.tolist() == bits
