"""The Laplace distribution."""

import math

from zeal._native import api
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.scalars import LocationScale, WithSoftplus, softplus
from zeal.distributions.standard_normal import log_cdf_laplace
from zeal.ops.array.fill import zeros_like
from zeal.ops.random.distributions import random_uniform
from zeal.public import public


@public("distributions.Laplace", "contrib.distributions.Laplace")
class Laplace(LocationScale):
    """The Laplace distribution, density exp(-|x - loc| / scale) / (2 scale).

    Args:
      loc: floating tensor, the means.
      scale: floating tensor, positive; broadcasts with loc.
      validate_args: whether parameters are checked.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: loc and scale have different dtypes.

    Example:
      >>> tf.distributions.Laplace(0.0, 0.5).prob(0.0).numpy()
      1.0
    """

    def __init__(self, loc, scale, validate_args=False, allow_nan_stats=True, name="Laplace"):
        self._begin(locals(), FULLY_REPARAMETERIZED)

    def _sample_n(self, n, seed=None):
        import numpy as np

        number = self.dtype.as_numpy_dtype
        low = np.nextafter(number(-1), number(0))  # whose logarithm below is finite
        drawn = random_uniform(self._shape_of(n), low, 1.0, self.dtype, seed=seed)
        return self.loc - self.scale * api.sign(drawn) * api.log1p(-abs(drawn))

    def _log_prob(self, x):
        return -abs(self._z(x)) - (math.log(2.0) + api.log(self.scale))

    def _log_cdf(self, x):
        return log_cdf_laplace(self._z(x))

    def _log_survival_function(self, x):
        return log_cdf_laplace(-self._z(x))

    def _cdf(self, x):
        z = self._z(x)
        return 0.5 + 0.5 * api.sign(z) * (1.0 - api.exp(-abs(z)))

    def _entropy(self):
        return math.log(2.0) + 1.0 + api.log(self.scale + zeros_like(self.loc))

    def _mean(self):
        return self.loc + zeros_like(self.scale)

    def _stddev(self):
        return math.sqrt(2.0) * self.scale + zeros_like(self.loc)

    def _mode(self):
        return self._mean()

    def _z(self, x):
        return (x - self.loc) / self.scale


@public("contrib.distributions.LaplaceWithSoftplusScale")
class LaplaceWithSoftplusScale(WithSoftplus, Laplace):
    """`Laplace(loc, tf.nn.softplus(scale))`.

    Args:
      all: as for `Laplace`; scale may be any number.

    Example:
      >>> tf.contrib.distributions.LaplaceWithSoftplusScale(0.0, 0.0).scale.numpy().round(4)
      0.6931
    """

    def __init__(
        self, loc, scale, validate_args=False, allow_nan_stats=True,
        name="LaplaceWithSoftplusScale",
    ):  # fmt: skip
        self._transformed(Laplace, locals(), scale=softplus)
