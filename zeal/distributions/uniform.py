"""The uniform distribution."""

import math

from zeal._native import api
from zeal.distributions.checking import assert_less
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.scalars import ScalarDistribution, parameter
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.where import where_v2
from zeal.ops.random.distributions import random_uniform
from zeal.public import public


@public("distributions.Uniform", "contrib.distributions.Uniform")
class Uniform(ScalarDistribution):
    """The uniform distribution over [low, high).

    Args:
      low, high: floating tensors that broadcast to one shape, low < high.
      validate_args: whether that is checked.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: low and high have different dtypes.
      tf.errors.InvalidArgumentError: with `validate_args`, low >= high.

    Example:
      >>> tf.distributions.Uniform(1.0, 3.0).prob([0.0, 2.0]).numpy().tolist()
      [0.0, 0.5]
    """

    _names = ("low", "high")
    low = parameter("low", "The lower bounds.")
    high = parameter("high", "The upper bounds, excluded.")

    def __init__(
        self, low=0.0, high=1.0, validate_args=False, allow_nan_stats=True, name="Uniform"
    ):
        self._begin(dict(locals()), FULLY_REPARAMETERIZED, [lambda: _check(low, high)])

    def range(self, name="range"):
        """high - low, a tensor of the batch's shape."""
        with self._name_scope(name):
            return self.high - self.low

    def _sample_n(self, n, seed=None):
        drawn = random_uniform(self._shape_of(n), dtype=self.dtype, seed=seed)
        return self.low + self.range() * drawn

    def _prob(self, x):
        x = x + zeros_like(self.range())
        outside = api.logical_or(x < self.low, x >= self.high)
        inside = where_v2(outside, zeros_like(x), 1.0 / self.range())
        return where_v2(api.is_nan(x), x, inside)

    def _cdf(self, x):
        share = (x - self.low) / self.range()
        share = where_v2(x < self.low, api.cast(0.0, share.dtype), share)
        return where_v2(x >= self.high, api.cast(1.0, share.dtype), share)

    def _entropy(self):
        return api.log(self.range())

    def _mean(self):
        return (self.low + self.high) / 2.0

    def _variance(self):
        return api.square(self.range()) / 12.0

    def _stddev(self):
        return self.range() / math.sqrt(12.0)


def _check(low, high):
    return assert_less(low, high, message="uniform not defined when low >= high.")
