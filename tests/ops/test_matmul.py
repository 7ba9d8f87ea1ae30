"""Matrix products against NumPy: shapes that take every kernel path, dtypes, threads, errors."""

import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from same_bits import same_bits

import zeal as tf

DTYPES = ["float16", "float32", "float64", "int32", "int64", "complex64", "complex128"]
# m, n, k: direct, swapped, dot, strips, packed and threaded paths; vectors; nothing at all.
SIZES = [
    (3, 4, 5),
    (1, 7, 9),
    (8, 1, 20),
    (50, 1, 3),
    (2, 40, 33),
    (17, 33, 65),
    (32, 10, 784),
    (784, 10, 32),
    (32, 128, 300),
    (110, 107, 105),
    (0, 3, 4),
    (3, 4, 0),
]


def make(rng, dtype, *shape):
    x = rng.standard_normal(shape) * 3
    if dtype.startswith("complex"):
        x = x + 1j * rng.standard_normal(shape)
    return x.astype(dtype)


def exact(x):
    return x.astype("float64") if x.dtype == np.float16 else x


def close(got, want, dtype):
    tolerance = {"float16": 2e-2, "float32": 1e-4, "complex64": 1e-4}.get(dtype, 1e-9)
    assert got.dtype == dtype and got.shape == want.shape
    scale = np.abs(want).max() if want.size else 1
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance * max(scale, 1))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", SIZES)
def test_against_numpy(dtype, size):
    rng = np.random.default_rng(0)
    m, n, k = size
    for ta, tb in itertools.product([False, True], repeat=2):
        a = make(rng, dtype, *((k, m) if ta else (m, k)))
        b = make(rng, dtype, *((n, k) if tb else (k, n)))
        want = (exact(a).T if ta else exact(a)) @ (exact(b).T if tb else exact(b))
        close(tf.matmul(a, b, ta, tb).numpy(), want, dtype)
        ah, bh = (exact(a).conj().T if ta else exact(a)), (exact(b).conj().T if tb else exact(b))
        close(tf.matmul(a, b, adjoint_a=ta, adjoint_b=tb).numpy(), ah @ bh, dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "size",
    [
        (400, 350, 301),
        (131, 203, 1300),
        (64, 700, 900),
        (900, 10, 900),
        (2000, 3, 501),
        (20, 200, 800),
    ],
)
def test_large_ones_do_not_depend_on_threads(dtype, size):
    rng = np.random.default_rng(1)
    m, n, k = size
    for ta, tb in itertools.product([False, True], repeat=2):
        a = make(rng, dtype, *((k, m) if ta else (m, k)))
        b = make(rng, dtype, *((n, k) if tb else (k, n)))
        (found,) = same_bits(lambda: [tf.matmul(a, b, ta, tb).numpy()], (1, 2, 5))  # noqa: B023
        close(found, (a.T if ta else a) @ (b.T if tb else b), dtype)


@pytest.mark.parametrize(
    "a, b",
    [
        ((4, 3, 5), (4, 5, 2)),
        ((4, 1, 3, 5), (7, 5, 2)),
        ((4, 3, 5), (5, 2)),
        ((3, 5), (6, 5, 2)),
        ((2, 1, 3, 4), (1, 6, 4, 2)),
        ((0, 3, 5), (0, 5, 2)),
        ((20, 3, 5), (20, 5, 2)),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "complex64"])
def test_batches_broadcast(a, b, dtype):
    rng = np.random.default_rng(2)
    a, b = make(rng, dtype, *a), make(rng, dtype, *b)
    close(tf.matmul(a, b).numpy(), a @ b, dtype)
    close((tf.constant(a) @ tf.constant(b)).numpy(), a @ b, dtype)
    at, bt = np.swapaxes(a, -1, -2), np.swapaxes(b, -1, -2)
    close(tf.matmul(at, bt, transpose_a=True, transpose_b=True).numpy(), a @ b, dtype)
    close(tf.matmul(at.conj(), bt.conj(), adjoint_a=True, adjoint_b=True).numpy(), a @ b, dtype)


FORK = """
import os, sys
import numpy as np
import zeal as tf
from zeal import _native
tf.enable_eager_execution()
_native.set_num_threads(2)
x = np.ones((400, 400), "float32")
first = tf.reduce_sum(tf.matmul(x, x)).numpy()
child = os.fork()
if child == 0:
    os._exit(0 if tf.reduce_sum(tf.matmul(x, x)).numpy() == first else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_forked_child_computes_after_threads_ran():
    subprocess.run([sys.executable, "-c", FORK], check=True, timeout=120)


def test_float16_is_rounded_once():
    a, b = np.full((1, 4096), 1 / 3, "float16"), np.ones((4096, 1), "float16")
    assert tf.matmul(a, b).numpy()[0, 0] == np.float16(a.astype("float64").sum())


@pytest.mark.parametrize(
    "a, b, words",
    [
        ((2, 3), (4, 5), ["inner dimensions differ", "[2,3] float32", "[4,5] float32"]),
        ((2, 3), (5, 3), ["Did you mean transpose_b=True?"]),
        ((3, 2), (3, 5), ["Did you mean transpose_a=True?"]),
        ((2, 3, 4), (5, 4, 2), ["must have compatible batch dimensions"]),
        ((2,), (2, 2), ["rank must be at least 2"]),
    ],
)
def test_errors_name_operands_and_fix(a, b, words):
    with pytest.raises(tf.errors.InvalidArgumentError) as e:
        tf.matmul(np.ones(a, "float32"), np.ones(b, "float32"))
    for word in words:
        assert word in str(e.value)


def test_transpose_and_adjoint_exclude_each_other():
    x = np.ones((2, 2), "float32")
    with pytest.raises(ValueError, match="Only one of"):
        tf.matmul(x, x, transpose_a=True, adjoint_a=True)


def test_operands_of_unknown_rank():
    """TensorFlow 1.15.5 makes BatchMatMulV2 of them, also beside a matrix."""
    matrix, batch = np.float32([[1, 0], [2, 3]]), np.float32([[[1], [2]]])
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        left = tf.matmul(matrix, x)
        right = tf.matmul(x, matrix, transpose_a=True)
        assert left.op.type == right.op.type == "BatchMatMulV2"
        assert left.shape.ndims is None
        np.testing.assert_array_equal(session.run(left, {x: batch}), matrix @ batch)
        want = batch.transpose(0, 2, 1) @ matrix
        np.testing.assert_array_equal(session.run(right, {x: batch}), want)
        np.testing.assert_array_equal(session.run(left, {x: batch[0]}), matrix @ batch[0])
        gradient = tf.gradients(left, x)[0]
        np.testing.assert_array_equal(session.run(gradient, {x: batch}), [[[3], [3]]])


def test_sparse_matmul():
    a, b = np.float32([[1, 2], [0, 3]]), tf.constant([[1, 2], [4, 0]], tf.bfloat16)
    assert tf.sparse_matmul(a, b).numpy().tolist() == [[9, 2], [12, 0]]
    found = tf.sparse_matmul(a, b, transpose_b=True, a_is_sparse=True)
    assert found.dtype == tf.float32 and found.numpy().tolist() == [[5, 4], [6, 0]]
    with pytest.raises(TypeError, match="DataType float64 not in list of allowed values"):
        tf.sparse_matmul(tf.zeros([2, 2], tf.float64), b)
    with pytest.raises(ValueError, match="rank 2 but is rank 3"):
        tf.sparse_matmul(tf.zeros([2, 2, 2]), b)
