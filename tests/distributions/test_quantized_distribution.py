"""QuantizedDistribution against differences of SciPy's distributions, in three modes."""

import numpy as np
import pytest
import scipy.stats

import zeal as tf

D = tf.contrib.distributions
J = np.arange(-6.0, 8.0)


def made(low=None, high=None, **kwargs):
    normal = tf.distributions.Normal(np.float64(0.7), np.float64(2.0))
    return D.QuantizedDistribution(normal, low, high, **kwargs)


def expected(low=-np.inf, high=np.inf):
    cdf = scipy.stats.norm(0.7, 2.0).cdf
    upper = np.where(high <= J, 1.0, cdf(J))
    lower = np.where(high <= J - 1, 1.0, np.where(low > J - 1, 0.0, cdf(J - 1)))
    return np.where(low > J, 0.0, upper - lower)


@pytest.mark.parametrize("bounds", [(None, None), (-2.0, None), (None, 3.0), (-2.0, 3.0)])
def test_probabilities(bounds):
    low, high = (None if b is None else np.float64(b) for b in bounds)
    wanted = expected(
        *(w if b is None else b for b, w in zip(bounds, (-np.inf, np.inf), strict=True))
    )
    np.testing.assert_allclose(made(low, high).prob(J).numpy(), wanted, atol=1e-12)
    kept = wanted > 0
    found = made(low, high).log_prob(J).numpy()
    np.testing.assert_allclose(found[kept], np.log(wanted[kept]), rtol=1e-6)
    with tf.Graph().as_default(), tf.Session() as session:
        y = tf.placeholder(tf.float64, [None])
        np.testing.assert_allclose(session.run(made(low, high).prob(y), {y: J}), wanted, atol=1e-12)
    traced = tf.function(lambda y: made(low, high).cdf(y))
    np.testing.assert_allclose(traced(tf.constant(J)).numpy()[-1], wanted.sum(), atol=2e-3)


def test_samples_are_whole_and_cut():
    x = made(np.float64(-1), np.float64(2)).sample(20000, seed=1).numpy()
    values, counts = np.unique(x, return_counts=True)
    assert values.tolist() == [-1, 0, 1, 2]
    wanted = expected(-1, 2)[np.isin(J, values)]
    np.testing.assert_allclose(counts / 20000, wanted, atol=0.015)


def test_far_tails_stay_exact():
    found = made().log_prob(np.array([60.0, -60.0])).numpy()
    tails = scipy.stats.norm(0.7, 2.0)
    np.testing.assert_allclose(found, [tails.logsf(59.0), tails.logcdf(-60.0)], rtol=1e-6)


def test_what_it_refuses():
    with pytest.raises(tf.errors.InvalidArgumentError, match="strictly less"):
        made(np.float64(3), np.float64(3), validate_args=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="non-integer"):
        made(np.float64(0.5), validate_args=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="non-integer"):
        made(validate_args=True).prob(np.array([1.5]))
