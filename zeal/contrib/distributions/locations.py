"""Distributions of numbers with a location and a scale: logistic, Cauchy, half normal."""

import math

from zeal._native import api
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.scalars import LocationScale, ScalarDistribution, parameter
from zeal.distributions.standard_normal import erfinv
from zeal.ops.array.fill import zeros
from zeal.ops.random.distributions import random_normal, random_uniform
from zeal.public import public


@public("contrib.distributions.Logistic")
class Logistic(LocationScale):
    """The logistic distribution, density exp(-z) / (scale (1 + exp(-z))^2), z = (x - loc) / scale.

    Args:
      loc: floating tensor, the means.
      scale: floating tensor, positive; broadcasts with loc.
      validate_args: whether parameters are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Example:
      >>> tf.contrib.distributions.Logistic(0.0, 1.0).cdf(0.0).numpy()
      0.5
    """

    def __init__(self, loc, scale, validate_args=False, allow_nan_stats=True, name="Logistic"):
        self._begin(locals(), FULLY_REPARAMETERIZED)

    def _sample_n(self, n, seed=None):
        import numpy as np

        tiny = np.finfo(self.dtype.as_numpy_dtype).tiny
        drawn = random_uniform(self._shape_of(n), tiny, 1.0, self.dtype, seed=seed)
        return (api.log(drawn) - api.log1p(-1.0 * drawn)) * self.scale + self.loc

    def _log_prob(self, x):
        z = self._z(x)
        return -z - 2.0 * api.softplus(-z) - api.log(self.scale)

    def _log_cdf(self, x):
        return -api.softplus(-self._z(x))

    def _cdf(self, x):
        return api.sigmoid(self._z(x))

    def _log_survival_function(self, x):
        return -api.softplus(self._z(x))

    def _survival_function(self, x):
        return api.sigmoid(-self._z(x))

    def _entropy(self):
        return 2 + api.log(self._batched(self.scale))

    def _mean(self):
        return self._batched(self.loc)

    def _stddev(self):
        return self._batched(self.scale) * math.pi / math.sqrt(3)

    def _mode(self):
        return self._mean()


@public("contrib.distributions.Cauchy")
class Cauchy(LocationScale):
    """The Cauchy distribution, density 1 / (pi scale (1 + ((x - loc) / scale)^2)).

    Args:
      loc: floating tensor, the medians.
      scale: floating tensor, positive; broadcasts with loc.
      validate_args: whether parameters are checked.
      allow_nan_stats: whether mean and deviation, which do not exist, are NaN, or errors.
      name: its name.

    Example:
      >>> tf.contrib.distributions.Cauchy(0.0, 1.0).cdf(1.0).numpy()
      0.75
    """

    def __init__(self, loc, scale, validate_args=False, allow_nan_stats=True, name="Cauchy"):
        self._begin(locals(), FULLY_REPARAMETERIZED)

    def _sample_n(self, n, seed=None):
        return self._quantile(random_uniform(self._shape_of(n), dtype=self.dtype, seed=seed))

    def _log_prob(self, x):
        return -api.log1p(api.square(self._z(x))) - (math.log(math.pi) + api.log(self.scale))

    def _cdf(self, x):
        return api.atan(self._z(x)) / math.pi + 0.5

    def _log_cdf(self, x):
        return api.log1p(2 / math.pi * api.atan(self._z(x))) - math.log(2)

    def _entropy(self):
        return math.log(4 * math.pi) + api.log(self._batched(self.scale))

    def _quantile(self, p):
        return self.loc + self.scale * api.tan(math.pi * (p - 0.5))

    def _mode(self):
        return self._batched(self.loc)

    def _undefined(self, what):
        if not self.allow_nan_stats:
            raise ValueError(f"`{what}` is undefined for Cauchy distribution.")
        return api.fill(self.batch_shape_tensor(), api.cast(math.nan, self.dtype))

    def _mean(self):
        return self._undefined("mean")

    def _stddev(self):
        return self._undefined("stddev")


@public("contrib.distributions.HalfNormal")
class HalfNormal(ScalarDistribution):
    """The distribution of |X| for X of Normal(0, scale).

    Args:
      scale: floating tensor, positive.
      validate_args: whether parameters are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Example:
      >>> tf.contrib.distributions.HalfNormal(1.0).prob([-1.0]).numpy().tolist()
      [0.0]
    """

    _names = _positive = ("scale",)
    scale = parameter("scale", "The standard deviations of X.")

    def __init__(self, scale, validate_args=False, allow_nan_stats=True, name="HalfNormal"):
        self._begin(locals(), FULLY_REPARAMETERIZED)

    def _sample_n(self, n, seed=None):
        drawn = random_normal(self._shape_of(n), dtype=self.dtype, seed=seed)
        return abs(drawn * self.scale)

    def _prob(self, x):
        density = api.exp(-0.5 * api.square(x / self.scale)) * math.sqrt(2 / math.pi) / self.scale
        return density * api.cast(x >= 0, self.dtype)

    def _cdf(self, x):
        return api.erf(api.relu(x) / self.scale / math.sqrt(2.0))

    def _entropy(self):
        return 0.5 * api.log(math.pi / 2.0 * api.square(self.scale)) + 0.5

    def _mean(self):
        return self.scale * math.sqrt(2.0 / math.pi)

    def _quantile(self, p):
        return math.sqrt(2.0) * self.scale * erfinv(p)

    def _mode(self):
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _variance(self):
        return api.square(self.scale) * (1.0 - 2.0 / math.pi)
