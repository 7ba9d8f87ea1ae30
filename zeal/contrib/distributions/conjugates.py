"""What observations of normal distributions of a known scale say about their mean."""

from zeal import _native
from zeal._native import api
from zeal.distributions.normal import Normal
from zeal.public import public


def _posterior(prior, scale, s, n):
    """The mean and the variance of the unknown mean, and the known variance."""
    if not isinstance(prior, Normal):
        raise TypeError("Expected prior to be an instance of type Normal")
    s = _native.convert(s, None, "s")
    if s.dtype != prior.dtype:
        raise TypeError(
            f"Observation sum s.dtype does not match prior dtype: {s.dtype} vs. {prior.dtype}"
        )
    before = api.square(prior.scale)
    known = api.square(_native.convert(scale, prior.dtype))
    variance = 1.0 / (1.0 / before + api.cast(n, prior.dtype) / known)
    return (prior.loc / before + s / known) * variance, variance, known


@public("contrib.distributions.normal_conjugates_known_scale_posterior")
def normal_conjugates_known_scale_posterior(prior, scale, s, n):
    """The distribution of the unknown mean of normal numbers, after observations.

    Args:
      prior: a Normal, the distribution of the mean before.
      scale: floating tensor, the numbers' standard deviation.
      s: floating tensor, the sum of observations.
      n: tensor of integers, how many there are.

    Returns:
      A Normal; parameters broadcast.

    Raises:
      TypeError: prior is no Normal, or s has another dtype.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> prior = tfd.Normal(0.0, 1.0)
      >>> tfd.normal_conjugates_known_scale_posterior(prior, 1.0, 3.0, 2).mean().numpy()
      1.0
    """
    mean, variance, _ = _posterior(prior, scale, s, n)
    return Normal(mean, api.sqrt(variance))


@public("contrib.distributions.normal_conjugates_known_scale_predictive")
def normal_conjugates_known_scale_predictive(prior, scale, s, n):
    """The distribution of the next such number.

    Args:
      prior, scale, s, n: as for `normal_conjugates_known_scale_posterior`.

    Returns:
      A Normal; parameters broadcast.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> prior = tfd.Normal(0.0, 1.0)
      >>> tfd.normal_conjugates_known_scale_predictive(prior, 1.0, 3.0, 2).mean().numpy()
      1.0
    """
    mean, variance, known = _posterior(prior, scale, s, n)
    return Normal(mean, api.sqrt(variance + known))
