"""Relatives of the gamma distribution: its inverse, and chi-squared."""

import math

from zeal._native import api
from zeal.distributions.checking import after, assert_less, assert_positive
from zeal.distributions.distribution import parameters_of
from zeal.distributions.gamma import Gamma, OfGamma
from zeal.distributions.reparameterization import NOT_REPARAMETERIZED
from zeal.distributions.scalars import WithSoftplus, parameter, softplus, whole_degrees
from zeal.eager.control import control_dependencies
from zeal.ops.array.where import where_v2
from zeal.public import public
from zeal.state.scope import name_scope


@public("contrib.distributions.InverseGamma")
class InverseGamma(OfGamma):
    """The distribution of 1 / X for X of Gamma(concentration, rate).

    Args:
      concentration: floating tensor, positive.
      rate: floating tensor, positive; broadcasts with concentration.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether moments that do not exist are NaN, or errors.
      name: its name.

    Example:
      >>> tf.contrib.distributions.InverseGamma(3.0, 2.0).mean().numpy()
      1.0
    """

    def __init__(
        self, concentration, rate, validate_args=False, allow_nan_stats=True, name="InverseGamma"
    ):
        self._begin(locals(), NOT_REPARAMETERIZED)

    def _sample_n(self, n, seed=None):
        return 1.0 / self._gamma(n, seed)

    def _log_prob(self, x):
        x = self._checked(x)
        log_power = -(1.0 + self.concentration) * api.log(x) - self.rate / x
        return log_power - self._log_normalization()

    def _cdf(self, x):
        return api.igammac(self.concentration, self.rate / self._checked(x))

    def _entropy(self):
        c = self.concentration
        return c + api.log(self.rate) + api.lgamma(c) - (1.0 + c) * api.digamma(c)

    def _mean(self):
        return self._if_above(1.0, self.rate / (self.concentration - 1.0), "mean")

    def _variance(self):
        less = api.squared_difference(self.concentration, 1.0)
        variance = api.square(self.rate) / less / (self.concentration - 2.0)
        return self._if_above(2.0, variance, "variance")

    def _if_above(self, bound, value, what):
        if self.allow_nan_stats:
            return where_v2(self.concentration > bound, value, api.cast(math.nan, self.dtype))
        message = f"{what} undefined when any concentration <= {int(bound)}"
        least = api.cast(bound, self.dtype)
        return after([assert_less(least, self.concentration, message=message)], value)

    def _mode(self):
        return self.rate / (1.0 + self.concentration)


@public("contrib.distributions.InverseGammaWithSoftplusConcentrationRate")
class InverseGammaWithSoftplusConcentrationRate(WithSoftplus, InverseGamma):
    """`InverseGamma(tf.nn.softplus(concentration), tf.nn.softplus(rate))`.

    Args:
      all: as for `InverseGamma`; both parameters may be any number.

    Example:
      >>> d = tf.contrib.distributions.InverseGammaWithSoftplusConcentrationRate(0.0, 0.0)
      >>> d.rate.numpy().round(4)
      0.6931
    """

    def __init__(
        self, concentration, rate, validate_args=False, allow_nan_stats=True,
        name="InverseGammaWithSoftplusConcentrationRate",
    ):  # fmt: skip
        self._transformed(InverseGamma, locals(), concentration=softplus, rate=softplus)


@public("contrib.distributions.Chi2")
class Chi2(Gamma):
    """The chi-squared distribution, Gamma(df / 2, 1 / 2).

    Args:
      df: floating tensor, the degrees of freedom, positive.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether modes that do not exist are NaN, or errors.
      name: its name.

    Example:
      >>> tf.contrib.distributions.Chi2(3.0).mean().numpy()
      3.0
    """

    df = parameter("df", "The degrees of freedom.")

    def __init__(self, df, validate_args=False, allow_nan_stats=True, name="Chi2"):
        kept = parameters_of(locals())
        with name_scope(name) as name:
            check = assert_positive(df) if validate_args else None
            with control_dependencies([] if check is None else [check]):
                self._df = api.identity(df, name="df")
            half = api.cast(0.5, self._df.dtype)
            super().__init__(0.5 * self._df, half, validate_args, allow_nan_stats, name)
        self._parameters = kept

    @classmethod
    def _param_shapes(cls, sample_shape):
        return {"df": super()._param_shapes(sample_shape)["rate"]}


@public("contrib.distributions.Chi2WithAbsDf")
class Chi2WithAbsDf(WithSoftplus, Chi2):
    """`Chi2(tf.floor(tf.abs(df)))`.

    Args:
      all: as for `Chi2`; df may be any number.

    Example:
      >>> tf.contrib.distributions.Chi2WithAbsDf(-3.5).mean().numpy()
      3.0
    """

    def __init__(self, df, validate_args=False, allow_nan_stats=True, name="Chi2WithAbsDf"):
        self._transformed(Chi2, locals(), df=whole_degrees)
