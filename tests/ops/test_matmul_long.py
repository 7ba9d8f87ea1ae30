"""Products of a matrix too long for the caches with a narrow one: blocks of its rows."""

import numpy as np
import pytest

import zeal as tf
from zeal import _native


@pytest.mark.parametrize("transpose", [False, True])
@pytest.mark.parametrize("k, n", [(64, 32), (96, 24), (50, 21)])
def test_long_products(k, n, transpose):
    random = np.random.default_rng(n)
    a = random.standard_normal(((5 << 20) // (4 * k) + 7, k)).astype("float32")
    b = random.standard_normal((n, k) if transpose else (k, n)).astype("float32")
    want = a.astype("float64") @ (b.T if transpose else b)
    found = []
    before = _native.num_threads()
    for threads in (1, 2, 3):
        _native.set_num_threads(threads)
        found.append(tf.matmul(a, b, transpose_b=transpose).numpy())
    _native.set_num_threads(before)
    np.testing.assert_allclose(found[0], want, atol=2e-4)
    for other in found[1:]:
        np.testing.assert_array_equal(found[0], other)
