"""Distributions that bijectors make of simple ones."""

import math

from zeal import _native
from zeal._native import api
from zeal.contrib.distributions.bijectors.affine import Affine
from zeal.contrib.distributions.bijectors.combined import Chain
from zeal.contrib.distributions.bijectors.elementwise import AffineScalar
from zeal.contrib.distributions.bijectors.shaped import (
    Kumaraswamy as KumaraswamyBijector,
)
from zeal.contrib.distributions.bijectors.shaped import (
    SinhArcsinh as SinhArcsinhBijector,
)
from zeal.contrib.distributions.normals import shapes_of
from zeal.contrib.distributions.scales import diagonal_scale
from zeal.contrib.distributions.transformed import TransformedDistribution
from zeal.distributions.checking import after, assert_less
from zeal.distributions.distribution import parameters_of
from zeal.distributions.normal import Normal
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.uniform import Uniform
from zeal.ops.array.fill import ones, zeros
from zeal.ops.array.shape import broadcast_dynamic_shape
from zeal.ops.array.where import where_v2
from zeal.public import public
from zeal.state.scope import name_scope


@public("contrib.distributions.Kumaraswamy")
class Kumaraswamy(TransformedDistribution):
    """The Kumaraswamy distribution over (0, 1), cdf 1 - (1 - x^concentration1)^concentration0.

    Args:
      concentration1, concentration0: floating tensors, positive, that broadcast to one shape.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether modes that do not exist are NaN, or errors.
      name: its name.

    Example:
      >>> tf.contrib.distributions.Kumaraswamy(1.0, 1.0).cdf(0.25).numpy()
      0.25
    """

    def __init__(
        self, concentration1=None, concentration0=None, validate_args=False,
        allow_nan_stats=True, name="Kumaraswamy",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            bijector = KumaraswamyBijector(concentration1, concentration0, validate_args)
            total = bijector.concentration1 + bijector.concentration0
            low = zeros(api.shape(total), total.dtype)
            base = Uniform(low, low + 1.0)
        super().__init__(base, bijector, validate_args=validate_args, name=name)
        self._parameters, self._allow_nan_stats = parameters, allow_nan_stats
        self._reparameterization_type = FULLY_REPARAMETERIZED

    concentration1 = property(lambda self: self.bijector.concentration1, doc="The inner power.")
    concentration0 = property(lambda self: self.bijector.concentration0, doc="The outer power.")

    def _entropy(self):
        a, b = self.concentration1, self.concentration0
        one = api.cast(1.0, self.dtype)
        harmonic = api.digamma(b + 1.0) - api.digamma(one)
        return 1 - 1.0 / b + (1 - 1.0 / a) * harmonic - api.log(a) - api.log(b)

    def _moment(self, n):
        a, b = self.concentration1, self.concentration0
        power = 1.0 + n / a
        return api.exp(api.log(b) + api.lgamma(power) + api.lgamma(b) - api.lgamma(power + b))

    def _mean(self):
        return self._moment(1)

    def _variance(self):
        return self._moment(2) - api.square(self._moment(1))

    def _mode(self):
        a, b = self.concentration1, self.concentration0
        mode = ((a - 1) / (a * b - 1)) ** (1.0 / a)
        if self.allow_nan_stats:
            defined = api.logical_and(a > 1.0, b > 1.0)
            return where_v2(defined, mode, api.cast(math.nan, self.dtype))
        one, words = api.cast(1.0, self.dtype), "Mode undefined for concentration{} <= 1."
        first = assert_less(one, a, message=words.format(1))
        return after([first, assert_less(one, b, message=words.format(0))], mode)


@public("contrib.distributions.SinhArcsinh")
class SinhArcsinh(TransformedDistribution):
    """Y = loc + scale F(Z) (2 / F_0(2)), F(Z) = sinh((arcsinh(Z) + skewness) tailweight).

    F_0 is F without skewness. C. Jones, A. Pewsey, "Sinh-arcsinh distributions" (2009).

    Args:
      loc, scale: floating tensors that broadcast, scale positive.
      skewness: floating tensor; 0 by default.
      tailweight: floating tensor, positive; 1 by default.
      distribution: the distribution of Z; Normal(0, 1) by default.
      validate_args: whether parameters are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Example:
      >>> tf.contrib.distributions.SinhArcsinh(0.0, 1.0).cdf(0.0).numpy()
      0.5
    """

    def __init__(
        self, loc, scale, skewness=None, tailweight=None, distribution=None,
        validate_args=False, allow_nan_stats=True, name="SinhArcsinh",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            loc = _native.convert(loc, None, "loc")
            kind = loc.dtype
            scale = _native.convert(scale, kind, "scale")
            weight = _native.convert(1.0 if tailweight is None else tailweight, kind, "tailweight")
            skew = _native.convert(0.0 if skewness is None else skewness, kind, "skewness")
            shape = api.shape(loc)
            for other in (scale, weight, skew):
                shape = broadcast_dynamic_shape(shape, api.shape(other))
            batch = shape  # of another distribution, which may have a smaller one
            if distribution is None:
                batch, distribution = None, Normal(zeros(shape, kind), ones([], kind))
            straight = SinhArcsinhBijector(api.cast(0.0, kind), weight)
            factor = scale * (2.0 / straight.forward(api.cast(2.0, kind)))
            affine = AffineScalar(loc, factor, validate_args)
            bijector = Chain([affine, SinhArcsinhBijector(skew, weight, validate_args)])
        super().__init__(distribution, bijector, batch, None, validate_args, name)
        self._parameters, self._loc, self._scale = parameters, loc, scale
        self._skewness, self._tailweight = skew, weight

    loc = property(lambda self: self._loc, doc="What is added.")
    scale = property(lambda self: self._scale, doc="The factor.")
    skewness = property(lambda self: self._skewness, doc="The skewness.")
    tailweight = property(lambda self: self._tailweight, doc="The tails' weight.")


@public("contrib.distributions.VectorSinhArcsinhDiag")
class VectorSinhArcsinhDiag(TransformedDistribution):
    """Vectors loc + diag(scale) F(Z) (2 / F_0(2)) of independent numbers; see `SinhArcsinh`.

    Args:
      loc: floating tensor of shape `[..., k]`, or None for 0.
      scale_diag: floating tensor of shape `[..., k]`; ones by default.
      scale_identity_multiplier: floating tensor of shape `[...]`, added to these or instead.
      skewness: floating tensor; 0 by default.
      tailweight: floating tensor, positive; 1 by default.
      distribution: the distribution of the numbers Z; Normal(0, 1) by default.
      validate_args: whether the scale is checked.
      allow_nan_stats: of the default distribution.
      name: its name.

    Raises:
      ValueError: nothing tells the size, or loc and scale have different ones.

    Example:
      >>> d = tf.contrib.distributions.VectorSinhArcsinhDiag([0.0, 0.0], [1.0, 2.0])
      >>> d.event_shape.as_list()
      [2]
    """

    def __init__(
        self, loc=None, scale_diag=None, scale_identity_multiplier=None, skewness=None,
        tailweight=None, distribution=None, validate_args=False, allow_nan_stats=True,
        name="MultivariateNormalLinearOperator",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            loc = loc if loc is None else _native.convert(loc, None, "loc")
            scale = diagonal_scale(loc, scale_diag, scale_identity_multiplier)
            batch, event = shapes_of(loc, scale)
            diagonal = scale.diag_part()
            kind = diagonal.dtype
            weight = _native.convert(1.0 if tailweight is None else tailweight, kind, "tailweight")
            skew = _native.convert(0.0 if skewness is None else skewness, kind, "skewness")
            if distribution is None:
                distribution = Normal(zeros([], kind), ones([], kind), False, allow_nan_stats)
            straight = SinhArcsinhBijector(api.cast(0.0, kind), weight)
            factor = 2.0 * diagonal / straight.forward(api.cast(2.0, kind))
            affine = Affine(loc, scale_diag=factor, validate_args=validate_args)
            bijector = Chain([affine, SinhArcsinhBijector(skew, weight)])
        super().__init__(distribution, bijector, batch, event, validate_args, name)
        self._parameters, self._loc, self._scale = parameters, loc, scale
        self._skewness, self._tailweight = skew, weight

    loc = property(lambda self: self._loc, doc="What is added, or None.")
    scale = property(lambda self: self._scale, doc="The scale, a linear operator.")
    skewness = property(lambda self: self._skewness, doc="The skewness.")
    tailweight = property(lambda self: self._tailweight, doc="The tails' weight.")
