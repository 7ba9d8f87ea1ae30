"""The gamma distribution and the exponential one."""

import math

from zeal._native import api
from zeal.distributions.checking import after, assert_less, assert_positive, assert_same_float_dtype
from zeal.distributions.distribution import parameters_of
from zeal.distributions.divergence import RegisterKL
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.scalars import ScalarDistribution, WithSoftplus, parameter, softplus
from zeal.ops.array.fill import ones_like
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.ops.random.distributions import random_gamma, random_uniform
from zeal.public import public
from zeal.state.scope import name_scope


class OfGamma(ScalarDistribution):
    """What distributions of gamma numbers, or of their inverses, share."""

    _names = _positive = ("concentration", "rate")
    concentration = parameter("concentration", "The concentrations.")
    rate = parameter("rate", "The inverse scales.")

    def _gamma(self, n, seed):
        return random_gamma([n], self.concentration, self.rate, self.dtype, seed)

    def _log_normalization(self):
        return api.lgamma(self.concentration) - self.concentration * api.log(self.rate)

    def _checked(self, x):
        assert_same_float_dtype([x], self.dtype)
        return after([assert_positive(x)], x) if self.validate_args else x


@public("distributions.Gamma", "contrib.distributions.Gamma")
class Gamma(OfGamma):
    """The gamma distribution, density x^(concentration - 1) exp(-x rate) / Z for x > 0.

    Args:
      concentration: floating tensor, positive.
      rate: floating tensor, the inverse scale, positive; broadcasts with concentration.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether modes that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: the parameters have different dtypes.

    Example:
      >>> tf.distributions.Gamma(3.0, 2.0).mean().numpy()
      1.5
    """

    def __init__(
        self, concentration, rate, validate_args=False, allow_nan_stats=True, name="Gamma"
    ):
        self._begin(locals(), FULLY_REPARAMETERIZED)

    def _sample_n(self, n, seed=None):
        return self._gamma(n, seed)

    def _log_prob(self, x):
        x = self._checked(x)
        log_power = api.xlogy(self.concentration - 1.0, x) - self.rate * x
        return log_power - self._log_normalization()

    def _cdf(self, x):
        return api.igamma(self.concentration, self.rate * self._checked(x))

    def _entropy(self):
        c = self.concentration
        return c - api.log(self.rate) + api.lgamma(c) + (1.0 - c) * api.digamma(c)

    def _mean(self):
        return self.concentration / self.rate

    def _variance(self):
        return self.concentration / api.square(self.rate)

    def _stddev(self):
        return api.sqrt(self.concentration) / self.rate

    def _mode(self):
        mode = (self.concentration - 1.0) / self.rate
        if self.allow_nan_stats:
            return where_v2(self.concentration > 1.0, mode, api.cast(math.nan, self.dtype))
        message = "mode not defined when any concentration <= 1"
        one = api.cast(1.0, self.dtype)
        return after([assert_less(one, self.concentration, message=message)], mode)


@public("contrib.distributions.GammaWithSoftplusConcentrationRate")
class GammaWithSoftplusConcentrationRate(WithSoftplus, Gamma):
    """`Gamma(tf.nn.softplus(concentration), tf.nn.softplus(rate))`.

    Args:
      all: as for `Gamma`; both parameters may be any number.

    Example:
      >>> d = tf.contrib.distributions.GammaWithSoftplusConcentrationRate(0.0, 0.0)
      >>> d.mean().numpy()
      1.0
    """

    def __init__(
        self, concentration, rate, validate_args=False, allow_nan_stats=True,
        name="GammaWithSoftplusConcentrationRate",
    ):  # fmt: skip
        self._transformed(Gamma, locals(), concentration=softplus, rate=softplus)


@public("distributions.Exponential", "contrib.distributions.Exponential")
class Exponential(Gamma):
    """The exponential distribution, density rate exp(-rate x) for x > 0.

    Args:
      rate: floating tensor, positive.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      name: its name.

    Example:
      >>> tf.distributions.Exponential(2.0).mean().numpy()
      0.5
    """

    def __init__(self, rate, validate_args=False, allow_nan_stats=True, name="Exponential"):
        kept = parameters_of(locals())
        with name_scope(name) as name:
            rate = api.identity(rate, name="rate")
            super().__init__(ones_like(rate), rate, validate_args, allow_nan_stats, name)
        self._parameters = kept

    @classmethod
    def _param_shapes(cls, sample_shape):
        return {"rate": super()._param_shapes(sample_shape)["rate"]}

    def _log_survival_function(self, value):
        return self._log_prob(value) - api.log(self.rate)

    def _sample_n(self, n, seed=None):
        import numpy as np

        tiny = np.finfo(self.dtype.as_numpy_dtype).tiny  # whose logarithm is finite
        drawn = random_uniform(self._shape_of(n), tiny, 1.0, self.dtype, seed=seed)
        return -api.log(drawn) / self.rate


@public("contrib.distributions.ExponentialWithSoftplusRate")
class ExponentialWithSoftplusRate(WithSoftplus, Exponential):
    """`Exponential(tf.nn.softplus(rate))`.

    Args:
      all: as for `Exponential`; rate may be any number.

    Example:
      >>> tf.contrib.distributions.ExponentialWithSoftplusRate(0.0).rate.numpy().round(4)
      0.6931
    """

    def __init__(
        self, rate, validate_args=False, allow_nan_stats=True, name="ExponentialWithSoftplusRate"
    ):
        self._transformed(Exponential, locals(), rate=softplus)


@RegisterKL(Gamma, Gamma)
@named("kl_gamma_gamma", "add_2")
def _kl_gamma_gamma(a, b, name=None):
    return (
        (a.concentration - b.concentration) * api.digamma(a.concentration)
        + api.lgamma(b.concentration) - api.lgamma(a.concentration)
        + b.concentration * (api.log(a.rate) - api.log(b.rate))
        + a.concentration * (b.rate / a.rate - 1.0)
    )  # fmt: skip
