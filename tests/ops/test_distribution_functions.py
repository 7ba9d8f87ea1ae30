"""Incomplete gamma and beta functions: accuracy, edges, how gamma samples move."""

import numpy as np
import pytest
import scipy.special as sp

import zeal as tf
from zeal._native import raw

inf, nan = np.inf, np.nan


def _pairs(low, high, seed):
    """Values of a, and of x around them."""
    random = np.random.RandomState(seed)
    a = 10 ** random.uniform(low, high, 1000)
    wide, near = a * np.exp(random.uniform(-1, 1, 1000)), a + np.sqrt(a) * random.normal(size=1000)
    return np.tile(a, 2), np.concatenate([wide, np.abs(near) + 1e-9])


@pytest.mark.parametrize("low, high", [(-4, -1), (-1, 1), (1, 2.3), (2.3, 4), (4, 6)])
@pytest.mark.parametrize("name", ["igamma", "igammac"])
def test_incomplete_gamma_functions_are_accurate(name, low, high):
    a, x = _pairs(low, high, seed=1)
    expected = {"igamma": sp.gammainc, "igammac": sp.gammaincc}[name](a, x)
    sure = expected > 1e-5  # far tails of large a are SciPy's to doubt
    got = getattr(tf, name)(a, x).numpy()
    np.testing.assert_allclose(got[sure], expected[sure], rtol=3e-13)


@pytest.mark.parametrize("low, high", [(-4, -1), (-1, 1), (1, 3), (3, 5)])
def test_betainc_is_accurate(low, high):
    random = np.random.RandomState(2)
    a, b = 10 ** random.uniform(low, high, (2, 1000))
    x = np.clip(random.beta(a, b), 1e-300, 1 - 1e-16)
    expected = sp.betainc(a, b, x)
    assert np.abs(tf.betainc(a, b, x).numpy() / expected - 1).max() < 2e-12


def test_edges_are_tensorflows():
    """But for infinite a, and float32's x = 1e30, where TensorFlow gives NaN."""
    x = [0.0, -1.0, inf, nan, 1e30]
    for a, lower, upper in [
        (0.5, [0, nan, 1, nan, 1], [1, nan, 0, nan, 0]),
        (0.0, [0, nan, nan, nan, nan], [nan] * 5),
        (-1.0, [0, nan, nan, nan, nan], [nan] * 5),
        (nan, [0, nan, nan, nan, nan], [nan] * 5),
        (inf, [0, nan, nan, nan, 0], [1, nan, nan, nan, 1]),
    ]:
        for dtype in ("float32", "float64"):
            a_, x_ = tf.constant(a, dtype), tf.constant(x, dtype)
            np.testing.assert_array_equal(tf.igamma(a_, x_), lower)
            np.testing.assert_array_equal(tf.igammac(a_, x_), upper)
    x = tf.constant([0.0, -1.0, 1.0, 2.0, nan])
    np.testing.assert_array_equal(tf.betainc(1.0, 1.0, x), [0, nan, 1, nan, nan])
    for a, b in [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (1.0, -1.0)]:
        assert np.isnan(tf.betainc(a, b, x)).all()


def test_huge_parameters_end():
    for a in (1e6, 1e12, 1e30, 1e200):
        for x in (a * 0.5, a, a * 1.5):
            assert np.isfinite(tf.igamma(tf.constant(a, "float64"), x).numpy())
            assert np.isfinite(raw.RandomGammaGrad(np.float64(a), np.float64(x)).numpy())
    assert np.isfinite(tf.betainc(np.float64(1e12), np.float64(1e12), np.float64(0.5)).numpy())


def test_sample_slopes_are_tensorflows():
    alpha = np.array([0.5, 1, 0, -1, nan, 1e6, 3, 3, 1e-3], "float32")
    sample = np.array([1, 1, 1, 1, 1, 1e6, 0, inf, 1e-30], "float32")
    # TensorFlow has 0.0198967 for (1e6, 1e6), whose series it cuts: the mean moves with alpha.
    expected = [1.8782471, 1.1735628, nan, nan, nan, 1, 0, 0, 6.8501982e-26]
    np.testing.assert_allclose(raw.RandomGammaGrad(alpha, sample), expected, rtol=2e-6)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_gamma_samples_move_with_alpha(dtype):
    alpha = tf.constant([0.5, 2.0, 30.0], dtype)
    with tf.GradientTape() as tape:
        tape.watch(alpha)
        samples = tf.random_gamma([2000], alpha, beta=2.0, dtype=dtype, seed=3)
        total = tf.reduce_mean(tf.cast(samples, "float32"), 0)
    slope = tape.gradient(total, alpha)
    assert slope.dtype == dtype and slope.shape == (3,)
    # That of the mean, alpha / beta.
    np.testing.assert_allclose(tf.cast(slope, "float64"), [0.5] * 3, rtol=0.1)


def test_bessel_functions_without_scale():
    x = np.array([0.0, -1.0, 8.0, 30.0])
    np.testing.assert_allclose(tf.math.bessel_i0(x), sp.i0(x), rtol=2e-14)
    np.testing.assert_allclose(tf.math.bessel_i1(x), sp.i1(x), rtol=2e-14)
    edges = tf.constant([inf, -inf, nan], "float64")
    np.testing.assert_array_equal(tf.math.bessel_i0e(edges), [0, 0, nan])
    np.testing.assert_array_equal(tf.math.bessel_i1e(edges), [0, 0, nan])
    with tf.GradientTape() as tape:
        zero = tf.constant(0.0)
        tape.watch(zero)
        value = tf.math.bessel_i1e(zero)
    assert tape.gradient(value, zero).numpy() == 0.5


def test_quantiles_of_the_normal_distribution():
    p = 10 ** np.random.RandomState(4).uniform(-300, 0, 1000)
    np.testing.assert_allclose(raw.Ndtri(p), sp.ndtri(p), rtol=2e-15)
    np.testing.assert_allclose(raw.Erfinv(1 - 2 * p), sp.erfinv(1 - 2 * p), rtol=2e-15)
    edges = raw.Ndtri(np.array([0, 1, 2, -1, nan]))
    np.testing.assert_array_equal(edges, [-inf, inf, nan, nan, nan])
    edges = raw.Erfinv(np.array([-1, 1, 2.0, nan]))
    np.testing.assert_array_equal(edges, [-inf, inf, nan, nan])


def test_second_derivatives_by_x():
    a, x = np.array([0.5, 2.0, 30.0]), tf.constant([1.0, 3.0, 20.0], "float64")
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = tf.igamma(a, x)
        density = tape.gradient(value, x)
    np.testing.assert_allclose(density, [0.20755375, 0.14936121, 0.01251530], rtol=1e-6)
    np.testing.assert_allclose(outer.gradient(density, x), density * ((a - 1) / x - 1))
