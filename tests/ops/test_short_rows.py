"""Broadcasting over many short rows, which the elementwise driver joins into long ones."""

import numpy as np
import pytest

import zeal as tf
from zeal._native import raw

DTYPES = ["float32", "float64", "int32", "int64", "uint8", "bool", "complex128", "float16"]


@pytest.mark.parametrize("rows, n", [(4, 2), (32, 10), (1000, 3), (70, 64), (7, 65), (40000, 5)])
@pytest.mark.parametrize("dtype", DTYPES)
def test_rows_and_columns_broadcast(rows, n, dtype):
    rng = np.random.default_rng(0)
    full, row, column = (
        rng.integers(0, 2 if dtype == "bool" else 9, s).astype(dtype)
        for s in [(rows, n), (n,), (rows, 1)]
    )
    op, want = (tf.logical_or, np.logical_or) if dtype == "bool" else (tf.add, np.add)
    for a, b in [(full, row), (row, full), (full, column), (column, full), (column, row)]:
        np.testing.assert_array_equal(op(a, b).numpy(), want(a, b))


def test_selects_and_comparisons():
    rng = np.random.default_rng(1)
    x, row, column = (rng.standard_normal(s).astype("float32") for s in [(50, 7), (7,), (50, 1)])
    np.testing.assert_array_equal((tf.constant(x) > column).numpy(), x > column)
    got = raw.SelectV2(column > 0, x, row).numpy()
    np.testing.assert_array_equal(got, np.where(column > 0, x, row))
    z = x.reshape(5, 10, 7)
    np.testing.assert_array_equal((tf.constant(z) * row).numpy(), z * row)
    np.testing.assert_array_equal((tf.constant(z) - z[:, :, :1]).numpy(), z - z[:, :, :1])


def test_strings():
    x = tf.constant([["a", "b"]] * 5)
    assert (x + tf.constant(["c", "a string too long for its handle"])).numpy()[4].tolist() == [
        b"ac",
        b"ba string too long for its handle",
    ]


@pytest.mark.parametrize("shape", [(4, 100, 3), (2, 3, 90, 5), (2, 1, 300, 2), (3, 5, 70, 64)])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "uint8", "float16", "complex128"])
def test_blocks_of_short_rows(shape, dtype):
    """Images and their channels' means, and all other forms of one axis that repeats."""
    rng = np.random.default_rng(2)
    full = rng.integers(0, 9, shape).astype(dtype)
    for axis in range(len(shape)):
        part = full.take([0], axis)
        both = full.take([0], axis).take([0], len(shape) - 1)
        for a, b in [(full, part), (part, full), (full, both), (part, both)]:
            np.testing.assert_array_equal(tf.subtract(a, b).numpy(), a - b)
