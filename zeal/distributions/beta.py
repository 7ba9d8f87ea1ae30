"""The beta distribution."""

import math

from zeal._native import api
from zeal.distributions.checking import after, assert_less, assert_positive
from zeal.distributions.divergence import RegisterKL
from zeal.distributions.incomplete_beta import betainc
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.scalars import ScalarDistribution, WithSoftplus, parameter, softplus
from zeal.distributions.seeds import derived_seed
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.ops.random.distributions import random_gamma
from zeal.public import public


@public("distributions.Beta", "contrib.distributions.Beta")
class Beta(ScalarDistribution):
    """The beta distribution, density x^(concentration1 - 1) (1 - x)^(concentration0 - 1) / Z.

    Args:
      concentration1, concentration0: floating tensors, positive, that broadcast to one shape.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether modes that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: the parameters have different dtypes.

    Example:
      >>> tf.distributions.Beta(1.0, 3.0).mean().numpy()
      0.25
    """

    _names = _positive = ("concentration1", "concentration0")
    concentration1 = parameter("concentration1", "The concentrations towards 1.")
    concentration0 = parameter("concentration0", "The concentrations towards 0.")

    def __init__(
        self, concentration1=None, concentration0=None, validate_args=False,
        allow_nan_stats=True, name="Beta",
    ):  # fmt: skip
        self._begin(locals(), FULLY_REPARAMETERIZED)
        self._total = self._concentration1 + self._concentration0

    total_concentration = property(lambda self: self._total, doc="The sum of both concentrations.")

    def _check_positive(self, value):
        return assert_positive(value, message="Concentration parameter must be positive.")

    def _sample_n(self, n, seed=None):
        seeds = seed, derived_seed(seed, "beta")
        alphas = self._batched(self.concentration1), self._batched(self.concentration0)
        one, zero = (
            random_gamma([n], alpha, dtype=self.dtype, seed=s)
            for alpha, s in zip(alphas, seeds, strict=True)
        )
        return one / (one + zero)

    def _log_prob(self, x):
        x = self._checked(x)
        return (
            api.xlogy(self.concentration1 - 1.0, x)
            + (self.concentration0 - 1.0) * api.log1p(-x)
            - self._log_normalization()
        )

    def _log_normalization(self):
        return (
            api.lgamma(self.concentration1) + api.lgamma(self.concentration0)
            - api.lgamma(self.total_concentration)
        )  # fmt: skip

    def _cdf(self, x):
        return betainc(self.concentration1, self.concentration0, x)

    def _entropy(self):
        one, zero, total = self.concentration1, self.concentration0, self.total_concentration
        return (
            self._log_normalization() - (one - 1.0) * api.digamma(one)
            - (zero - 1.0) * api.digamma(zero) + (total - 2.0) * api.digamma(total)
        )  # fmt: skip

    def _mean(self):
        return self.concentration1 / self.total_concentration

    def _variance(self):
        return self._mean() * (1.0 - self._mean()) / (1.0 + self.total_concentration)

    def _mode(self):
        mode = (self.concentration1 - 1.0) / (self.total_concentration - 2.0)
        if self.allow_nan_stats:
            defined = api.logical_and(self.concentration1 > 1.0, self.concentration0 > 1.0)
            return where_v2(defined, mode, api.cast(math.nan, self.dtype))
        one = api.cast(1.0, self.dtype)
        checks = [
            assert_less(one, getattr(self, p), message=f"Mode undefined for {p} <= 1.")
            for p in self._names
        ]
        return after(checks, mode)

    def _checked(self, x):
        if not self.validate_args:
            return x
        one, message = api.cast(1.0, self.dtype), "sample must be less than `1`."
        positive = assert_positive(x, message="sample must be positive")
        return after([positive, assert_less(x, one, message=message)], x)


@public("contrib.distributions.BetaWithSoftplusConcentration")
class BetaWithSoftplusConcentration(WithSoftplus, Beta):
    """`Beta(tf.nn.softplus(concentration1), tf.nn.softplus(concentration0))`.

    Args:
      all: as for `Beta`; both concentrations may be any number.

    Example:
      >>> tf.contrib.distributions.BetaWithSoftplusConcentration(0.0, 0.0).mean().numpy()
      0.5
    """

    def __init__(
        self, concentration1, concentration0, validate_args=False, allow_nan_stats=True,
        name="BetaWithSoftplusConcentration",
    ):  # fmt: skip
        self._transformed(Beta, locals(), concentration1=softplus, concentration0=softplus)


@RegisterKL(Beta, Beta)
@named("kl_beta_beta", "add_2")
def _kl_beta_beta(a, b, name=None):
    def part(p):
        mine = getattr(a, p)
        return api.digamma(mine) * (getattr(b, p) - mine)

    return (
        b._log_normalization() - a._log_normalization() - part("concentration1")
        - part("concentration0") + part("total_concentration")
    )  # fmt: skip
