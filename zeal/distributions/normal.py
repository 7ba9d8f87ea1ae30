"""The normal distribution."""

import math

from zeal._native import api
from zeal.distributions.divergence import RegisterKL
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.scalars import LocationScale, WithSoftplus, softplus
from zeal.distributions.standard_normal import log_ndtr, ndtr, ndtri
from zeal.ops.named import named
from zeal.ops.random.distributions import random_normal
from zeal.public import public
from zeal.state.scope import name_scope


@public("distributions.Normal", "contrib.distributions.Normal")
class Normal(LocationScale):
    """The normal distribution, density exp(-((x - loc) / scale)^2 / 2) / (scale sqrt(2 pi)).

    Args:
      loc: floating tensor, the means.
      scale: floating tensor, the standard deviations, positive; broadcasts with loc.
      validate_args: whether parameters are checked.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: loc and scale have different dtypes.

    Example:
      >>> tf.distributions.Normal(0.0, 2.0).cdf([0.0]).numpy().tolist()
      [0.5]
    """

    def __init__(self, loc, scale, validate_args=False, allow_nan_stats=True, name="Normal"):
        self._begin(locals(), FULLY_REPARAMETERIZED)

    def _sample_n(self, n, seed=None):
        drawn = random_normal(self._shape_of(n), dtype=self.dtype, seed=seed)
        return drawn * self.scale + self.loc

    def _log_prob(self, x):
        return -0.5 * api.square(self._z(x)) - self._log_normalization()

    def _log_normalization(self):
        return 0.5 * math.log(2.0 * math.pi) + api.log(self.scale)

    def _log_cdf(self, x):
        return log_ndtr(self._z(x))

    def _cdf(self, x):
        return ndtr(self._z(x))

    def _log_survival_function(self, x):
        return log_ndtr(-self._z(x))

    def _survival_function(self, x):
        return ndtr(-self._z(x))

    def _entropy(self):
        return 0.5 * math.log(2.0 * math.pi * math.e) + api.log(self._batched(self.scale))

    def _mean(self):
        return self._batched(self.loc)

    def _quantile(self, p):
        z = ndtri(p)
        with name_scope("reconstruct"):
            return z * self.scale + self.loc

    def _stddev(self):
        return self._batched(self.scale)

    def _mode(self):
        return self._mean()


@public("contrib.distributions.NormalWithSoftplusScale")
class NormalWithSoftplusScale(WithSoftplus, Normal):
    """`Normal(loc, tf.nn.softplus(scale))`.

    Args:
      all: as for `Normal`; scale may be any number.

    Example:
      >>> tf.contrib.distributions.NormalWithSoftplusScale(0.0, 0.0).stddev().numpy().round(4)
      0.6931
    """

    def __init__(
        self, loc, scale, validate_args=False, allow_nan_stats=True,
        name="NormalWithSoftplusScale",
    ):  # fmt: skip
        self._transformed(Normal, locals(), scale=softplus)


@RegisterKL(Normal, Normal)
@named("kl_normal_normal", "add")
def _kl_normal_normal(a, b, name=None):
    variance = api.square(b.scale)
    ratio = api.square(a.scale) / variance
    far = api.squared_difference(a.loc, b.loc) / (2.0 * variance)
    return far + 0.5 * (ratio - 1.0 - api.log(ratio))
