"""Products of a matrix too long for the caches with a narrow one: blocks of rows, or of steps."""

import numpy as np
import pytest
from same_bits import same_bits

import zeal as tf


@pytest.mark.parametrize("transpose", [False, True])
@pytest.mark.parametrize("k, n", [(64, 32), (96, 24), (50, 21)])
def test_long_products(k, n, transpose):
    random = np.random.default_rng(n)
    a = random.standard_normal(((5 << 20) // (4 * k) + 7, k)).astype("float32")
    b = random.standard_normal((n, k) if transpose else (k, n)).astype("float32")
    want = a.astype("float64") @ (b.T if transpose else b)
    (found,) = same_bits(lambda: [tf.matmul(a, b, transpose_b=transpose).numpy()])
    np.testing.assert_allclose(found, want, atol=2e-4)


@pytest.mark.parametrize("m, n, k, dtype", [
    (32, 64, 1500, "float32"), (33, 47, 700, "float32"), (8, 17, 513, "float32"),
    (100, 23, 20011, "float32"), (40, 51, 900, "float64"),
])  # fmt: skip
def test_products_over_many_steps(m, n, k, dtype):
    random = np.random.default_rng(m)
    a, b = (random.standard_normal((k, size)).astype(dtype) for size in (m, n))
    (found,) = same_bits(lambda: [tf.matmul(a, b, transpose_a=True).numpy()])
    want = a.T.astype("float64") @ b
    np.testing.assert_allclose(found, want, atol=2e-3 if dtype == "float32" else 1e-10)
