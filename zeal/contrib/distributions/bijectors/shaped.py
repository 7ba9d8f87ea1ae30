"""Bijectors of single numbers that have parameters of shape: Gumbel, Kumaraswamy, SinhArcsinh."""

import math

from zeal import _native
from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.distributions.checking import (
    after,
    assert_less_equal,
    assert_non_negative,
    assert_positive,
    assert_same_float_dtype,
)
from zeal.ops.array.where import where_v2
from zeal.public import public
from zeal.state.scope import name_scope


@public("contrib.distributions.bijectors.Gumbel")
class Gumbel(Bijector):
    """Y = exp(-exp(-(X - loc) / scale)), the distribution function of the Gumbel distribution.

    Args:
      loc, scale: floating tensors that broadcast, scale positive.
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Gumbel().forward(0.0).numpy().round(4)
      0.3679
    """

    def __init__(self, loc=0.0, scale=1.0, validate_args=False, name="gumbel"):
        with name_scope(name), name_scope("init"):
            self._loc = _native.convert(loc, None, "loc")
            self._scale = _native.convert(scale, None, "scale")
            assert_same_float_dtype([self._loc, self._scale])
            if validate_args:
                message = "Argument scale was not positive"
                self._scale = after([assert_positive(self._scale, message=message)], self._scale)
        super().__init__(None, False, validate_args, forward_min_event_ndims=0, name=name)

    loc = property(lambda self: self._loc, doc="The modes.")
    scale = property(lambda self: self._scale, doc="The factors.")

    def _z(self, x):
        return (x - self.loc) / self.scale

    def _forward(self, x):
        return api.exp(-api.exp(-self._z(x)))

    def _inverse(self, y):
        return self.loc - self.scale * api.log(-api.log(self._checked(y)))

    def _inverse_log_det_jacobian(self, y):
        y = self._checked(y)
        return api.log(self.scale / (-api.log(y) * y))

    def _forward_log_det_jacobian(self, x):
        z = self._z(x)
        return -z - api.exp(-z) - api.log(self.scale)

    def _checked(self, y):
        if not self.validate_args:
            return y
        words, one = "Inverse transformation input must be ", api.cast(1.0, y.dtype)
        above = assert_non_negative(y, message=words + "greater than 0.")
        below = assert_less_equal(y, one, message=words + "less than or equal to 1.")
        return after([above, below], y)


@public("contrib.distributions.bijectors.Kumaraswamy")
class Kumaraswamy(Bijector):
    """Y = (1 - (1 - X)^(1 / concentration0))^(1 / concentration1).

    Args:
      concentration1, concentration0: floating tensors, positive, that broadcast.
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Kumaraswamy(1.0, 1.0).forward(0.25).numpy()
      0.25
    """

    def __init__(
        self, concentration1=None, concentration0=None, validate_args=False, name="kumaraswamy"
    ):
        message = "Concentration parameter must be positive."

        def as_checked(value, name):
            value = _native.convert(value, None, name)
            checks = [assert_positive(value, message=message)] if validate_args else []
            return after(checks, value)

        with name_scope(name), name_scope("init"):
            self._one = as_checked(concentration1, "concentration1")
            self._zero = as_checked(concentration0, "concentration0")
        super().__init__(None, False, validate_args, forward_min_event_ndims=0, name=name)

    concentration1 = property(lambda self: self._one, doc="The power inside.")
    concentration0 = property(lambda self: self._zero, doc="The power outside.")

    def _forward(self, x):
        tail = api.exp(api.log1p(-self._checked(x)) / self.concentration0)
        return api.exp(api.log1p(-tail) / self.concentration1)

    def _inverse(self, y):
        tail = (1 - self._checked(y) ** self.concentration1) ** self.concentration0
        return api.exp(api.log1p(-tail))

    def _inverse_log_det_jacobian(self, y):
        y, one, zero = self._checked(y), self.concentration1, self.concentration0
        inner = (one - 1) * api.log(y) + (zero - 1) * api.log1p(-(y**one))
        return api.log(one) + api.log(zero) + inner

    def _checked(self, x):
        if not self.validate_args:
            return x
        above = assert_non_negative(x, message="sample must be non-negative")
        one, message = api.cast(1.0, x.dtype), "sample must be no larger than `1`."
        return after([above, assert_less_equal(x, one, message=message)], x)


@public("contrib.distributions.bijectors.SinhArcsinh")
class SinhArcsinh(Bijector):
    """Y = sinh((arcsinh(X) + skewness) tailweight).

    C. Jones, A. Pewsey, "Sinh-arcsinh distributions", Biometrika (2009).

    Args:
      skewness: floating tensor; 0 by default.
      tailweight: floating tensor, positive; 1 by default.
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.SinhArcsinh().forward(0.5).numpy().round(4)
      0.5
    """

    def __init__(
        self, skewness=None, tailweight=None, validate_args=False, name="SinhArcsinh"
    ):
        with name_scope(name), name_scope("init"):
            skewness = 0.0 if skewness is None else skewness
            self._skewness = _native.convert(skewness, None, "skewness")
            weight = 1.0 if tailweight is None else tailweight
            weight = _native.convert(weight, self._skewness.dtype, "tailweight")
            assert_same_float_dtype([self._skewness, weight])
            if validate_args:
                message = "Argument tailweight was not positive"
                weight = after([assert_positive(weight, message=message)], weight)
            self._tailweight = weight
        super().__init__(None, False, validate_args, forward_min_event_ndims=0, name=name)

    skewness = property(lambda self: self._skewness, doc="The skewness.")
    tailweight = property(lambda self: self._tailweight, doc="The tails' weight.")

    def _forward(self, x):
        return api.sinh((api.asinh(x) + self.skewness) * self.tailweight)

    def _inverse(self, y):
        return api.sinh(api.asinh(y) / self.tailweight - self.skewness)

    def _inverse_log_det_jacobian(self, y):
        inner = api.asinh(y) / self.tailweight - self.skewness
        return api.log(api.cosh(inner) / _root_of_square_plus_1(y)) - api.log(self.tailweight)

    def _forward_log_det_jacobian(self, x):
        inner = (api.asinh(x) + self.skewness) * self.tailweight
        return api.log(api.cosh(inner) / _root_of_square_plus_1(x)) + api.log(self.tailweight)


def _root_of_square_plus_1(x):
    """sqrt(x^2 + 1), without the overflow of large squares."""
    import numpy as np

    large = abs(x) * math.sqrt(np.finfo(x.dtype.as_numpy_dtype).eps) > 1.0
    small = where_v2(large, api.cast(1.0, x.dtype), x)
    return where_v2(large, abs(x), api.sqrt(api.square(small) + 1.0))
