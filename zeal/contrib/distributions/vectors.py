"""Vectors of independent numbers, scaled and shifted."""

import math

from zeal._native import api
from zeal.contrib.distributions.normals import OfAffineBase
from zeal.contrib.distributions.scales import diagonal_scale
from zeal.distributions.gamma import Exponential
from zeal.distributions.laplace import Laplace
from zeal.ops.array.fill import ones, zeros
from zeal.public import public


@public("contrib.distributions.VectorLaplaceDiag")
class VectorLaplaceDiag(OfAffineBase):
    """Vectors loc + diag(scale) X of independent numbers X of Laplace(0, 1).

    Args:
      scale_diag: floating tensor of shape `[..., k]`; ones by default.
      the others: as for `tf.contrib.distributions.MultivariateNormalDiag`.

    Example:
      >>> d = tf.contrib.distributions.VectorLaplaceDiag([0.0, 0.0], [1.0, 2.0])
      >>> d.variance().numpy().tolist()
      [2.0, 8.0]
    """

    def __init__(
        self, loc=None, scale_diag=None, scale_identity_multiplier=None, validate_args=False,
        allow_nan_stats=True, name="VectorLaplaceDiag",
    ):  # fmt: skip
        arguments = dict(locals())
        scale = diagonal_scale(loc, scale_diag, scale_identity_multiplier)
        base = Laplace(zeros([], scale.dtype), ones([], scale.dtype))
        self._begin(base, loc, scale, arguments)

    def _mean(self):
        return self._center()

    def _mode(self):
        return self._center()

    def _covariance(self):
        return 2.0 * self._scale_products()

    def _variance(self):
        return 2.0 * self._scale_squared()

    def _stddev(self):
        return math.sqrt(2.0) * api.sqrt(self._scale_squared())


@public("contrib.distributions.VectorExponentialDiag")
class VectorExponentialDiag(OfAffineBase):
    """Vectors loc + diag(scale) X of independent numbers X of Exponential(1).

    Args:
      loc: floating tensor of shape `[..., k]`, the least values, or None for 0.
      the others: as for `tf.contrib.distributions.VectorLaplaceDiag`.

    Example:
      >>> d = tf.contrib.distributions.VectorExponentialDiag([1.0, 0.0], [1.0, 2.0])
      >>> d.mean().numpy().tolist()
      [2.0, 2.0]
    """

    def __init__(
        self, loc=None, scale_diag=None, scale_identity_multiplier=None, validate_args=False,
        allow_nan_stats=True, name="VectorExponentialDiag",
    ):  # fmt: skip
        arguments = dict(locals())
        scale = diagonal_scale(loc, scale_diag, scale_identity_multiplier)
        self._begin(Exponential(ones([], scale.dtype)), loc, scale, arguments)

    def _mean(self):
        return self._center() + self._whole(self.scale.diag_part())

    def _mode(self):
        return self._center()

    def _covariance(self):
        return self._scale_products()

    def _variance(self):
        return self._scale_squared()

    def _stddev(self):
        return abs(self.scale.diag_part())
