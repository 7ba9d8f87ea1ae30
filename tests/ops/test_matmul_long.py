"""Products of a matrix too long for the caches with a narrow one: blocks of its rows."""

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
