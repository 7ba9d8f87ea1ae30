"""Distributions whose methods take more keywords."""

from typing import Any

from zeal.contrib.distributions.transformed import TransformedDistribution
from zeal.distributions.distribution import Distribution
from zeal.public import public


def _method(name):
    def called(self, value, name=name, **condition_kwargs: Any):
        return getattr(self, f"_call_{called.__name__}")(value, name, **condition_kwargs)

    called.__name__, called.__doc__ = name, getattr(Distribution, name).__doc__
    return called


class Conditional:
    """Mixed into distributions: public methods hand keywords on."""

    def sample(self, sample_shape=(), seed=None, name="sample", **condition_kwargs: Any):
        """Draws values; keywords go to the sampler."""
        return self._call_sample_n(sample_shape, seed, name, **condition_kwargs)

    log_prob, prob = _method("log_prob"), _method("prob")
    log_cdf, cdf = _method("log_cdf"), _method("cdf")
    log_survival_function = _method("log_survival_function")
    survival_function = _method("survival_function")


@public("contrib.distributions.ConditionalDistribution")
class ConditionalDistribution(Conditional, Distribution):
    """A distribution whose methods take more keywords, which `_log_prob`, `_sample_n`, ... get.

    Args:
      all: as for `tf.distributions.Distribution`.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> issubclass(tfd.ConditionalDistribution, tfd.Distribution)
      True
    """


@public("contrib.distributions.ConditionalTransformedDistribution")
class ConditionalTransformedDistribution(Conditional, TransformedDistribution):
    """A transformed distribution whose methods take `bijector_kwargs` and `distribution_kwargs`.

    Args:
      all: as for `TransformedDistribution`.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> d = tfd.ConditionalTransformedDistribution(tfd.Normal(0.0, 1.0), tfd.bijectors.Exp())
      >>> d.cdf(1.0, bijector_kwargs={}).numpy()
      0.5
    """
