"""Bijectors of single numbers: powers, sigmoids, scales."""

import math

from zeal import _native
from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.contrib.distributions.positive import softplus_inverse
from zeal.distributions.checking import (
    after,
    assert_less,
    assert_non_negative,
    assert_positive,
)
from zeal.effects.check import assert_none_equal
from zeal.public import public
from zeal.state.scope import name_scope


def _zero(x):
    return api.cast(0.0, x.dtype)


@public("contrib.distributions.bijectors.Identity")
class Identity(Bijector):
    """Y = X.

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Identity().forward(2.0).numpy()
      2.0
    """

    def __init__(self, validate_args=False, name="identity"):
        super().__init__(None, True, validate_args, forward_min_event_ndims=0, name=name)

    def _forward(self, x):
        return x

    def _inverse(self, y):
        return y

    def _inverse_log_det_jacobian(self, y):
        return _zero(y)

    def _forward_log_det_jacobian(self, x):
        return _zero(x)


@public("contrib.distributions.bijectors.PowerTransform")
class PowerTransform(Bijector):
    """Y = (1 + power X)^(1 / power), the exponential for 0.

    Args:
      power: a number that is known, not negative.
      validate_args: whether arguments are checked.
      name: its name.

    Raises:
      ValueError: power is negative, or only a run knows it.

    Example:
      >>> tf.contrib.distributions.bijectors.PowerTransform(1.0).forward(2.0).numpy().round(4)
      3.0
    """

    def __init__(self, power=0.0, validate_args=False, name="power_transform"):
        known = _native.known_value(_native.convert(power, None, "power"))
        if known is None or known._tolist() < 0:
            raise ValueError("`power` must be a non-negative TF constant.")
        self._power = known._tolist()
        super().__init__(None, False, validate_args, forward_min_event_ndims=0, name=name)

    power = property(lambda self: self._power, doc="The power.")

    def _forward(self, x):
        x = self._checked_x(x)
        return api.exp(api.log1p(x * self.power) / self.power) if self.power else api.exp(x)

    def _inverse(self, y):
        y = self._checked_y(y)
        return api.expm1(api.log(y) * self.power) / self.power if self.power else api.log(y)

    def _inverse_log_det_jacobian(self, y):
        return (self.power - 1.0) * api.log(self._checked_y(y))

    def _forward_log_det_jacobian(self, x):
        x = self._checked_x(x)
        return (1.0 / self.power - 1.0) * api.log1p(x * self.power) if self.power else x

    def _checked_x(self, x):
        if not self.validate_args or not self.power:
            return x
        message = f"Forward transformation input must be at least {-1.0 / self.power}."
        return after([assert_non_negative(1.0 + self.power * x, message=message)], x)

    def _checked_y(self, y):
        message = "Inverse transformation input must be greater than 0."
        return after([assert_positive(y, message=message)], y) if self.validate_args else y


@public("contrib.distributions.bijectors.Exp")
class Exp(PowerTransform):
    """Y = exp(X).

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Exp().inverse(1.0).numpy()
      0.0
    """

    def __init__(self, validate_args=False, name="exp"):
        super().__init__(0.0, validate_args, name)


@public("contrib.distributions.bijectors.Sigmoid")
class Sigmoid(Bijector):
    """Y = 1 / (1 + exp(-X)).

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Sigmoid().forward(0.0).numpy()
      0.5
    """

    def __init__(self, validate_args=False, name="sigmoid"):
        super().__init__(None, False, validate_args, forward_min_event_ndims=0, name=name)

    def _forward(self, x):
        return api.sigmoid(x)

    def _inverse(self, y):
        return api.log(y) - api.log1p(-y)

    def _inverse_log_det_jacobian(self, y):
        return -api.log(y) - api.log1p(-y)

    def _forward_log_det_jacobian(self, x):
        return -api.softplus(-x) - api.softplus(x)


@public("contrib.distributions.bijectors.Softplus")
class Softplus(Bijector):
    """Y = c log(1 + exp(X / c)).

    Args:
      hinge_softness: floating tensor c, not 0; 1 by default.
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Softplus().forward(0.0).numpy().round(4)
      0.6931
    """

    def __init__(self, hinge_softness=None, validate_args=False, name="softplus"):
        with name_scope(name):
            softness = hinge_softness
            if softness is not None:
                softness = _native.convert(softness, None, "hinge_softness")
                if validate_args:
                    message = "hinge_softness must be non-zero"
                    check = assert_none_equal(_zero(softness), softness, message=message)
                    softness = after([check], softness)
            self._softness = softness
        super().__init__(None, False, validate_args, forward_min_event_ndims=0, name=name)

    hinge_softness = property(lambda self: self._softness, doc="The factor c, or None for 1.")

    def _scaled(self, x):
        return x if self._softness is None else x / api.cast(self._softness, x.dtype)

    def _grown(self, x):
        return x if self._softness is None else x * api.cast(self._softness, x.dtype)

    def _forward(self, x):
        return self._grown(api.softplus(self._scaled(x)))

    def _inverse(self, y):
        return self._grown(softplus_inverse(self._scaled(y)))

    def _inverse_log_det_jacobian(self, y):
        return -api.log(-api.expm1(-self._scaled(y)))

    def _forward_log_det_jacobian(self, x):
        return -api.softplus(-self._scaled(x))


@public("contrib.distributions.bijectors.Softsign")
class Softsign(Bijector):
    """Y = X / (1 + |X|).

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Softsign().forward(1.0).numpy()
      0.5
    """

    def __init__(self, validate_args=False, name="softsign"):
        super().__init__(None, False, validate_args, forward_min_event_ndims=0, name=name)

    def _forward(self, x):
        return api.softsign(x)

    def _inverse(self, y):
        y = self._checked(y)
        return y / (1.0 - abs(y))

    def _forward_log_det_jacobian(self, x):
        return -2.0 * api.log1p(abs(x))

    def _inverse_log_det_jacobian(self, y):
        return -2.0 * api.log1p(-abs(self._checked(y)))

    def _checked(self, y):
        if not self.validate_args:
            return y
        one, words = api.cast(1.0, y.dtype), "Inverse transformation input must be "
        above = assert_less(-one, y, message=words + "greater than -1.")
        return after([above, assert_less(y, one, message=words + "less than 1.")], y)


@public("contrib.distributions.bijectors.Square")
class Square(Bijector):
    """Y = X^2 of numbers that are not negative.

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Square().inverse(4.0).numpy()
      2.0
    """

    def __init__(self, validate_args=False, name="square"):
        super().__init__(None, False, validate_args, forward_min_event_ndims=0, name=name)

    def _forward(self, x):
        return api.square(self._checked(x))

    def _inverse(self, y):
        return api.sqrt(self._checked(y))

    def _forward_log_det_jacobian(self, x):
        return math.log(2.0) + api.log(self._checked(x))

    def _checked(self, x):
        message = "All elements must be non-negative."
        return after([assert_non_negative(x, message=message)], x) if self.validate_args else x


@public("contrib.distributions.bijectors.AbsoluteValue")
class AbsoluteValue(Bijector):
    """Y = |X|, which has two inverses.

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> [x.numpy() for x in tf.contrib.distributions.bijectors.AbsoluteValue().inverse(2.0)]
      [-2.0, 2.0]
    """

    _is_injective = False

    def __init__(self, validate_args=False, name="absolute_value"):
        super().__init__(None, True, validate_args, forward_min_event_ndims=0, name=name)

    def _forward(self, x):
        return abs(x)

    def _inverse(self, y):
        y = self._checked(y)
        return -y, y

    def _inverse_log_det_jacobian(self, y):
        zero = _zero(self._checked(y))
        return zero, zero

    def _checked(self, y):
        message = "Argument y was negative"
        return after([assert_non_negative(y, message=message)], y) if self.validate_args else y


@public("contrib.distributions.bijectors.AffineScalar")
class AffineScalar(Bijector):
    """Y = scale X + shift.

    Args:
      shift: floating tensor, or None for 0.
      scale: floating tensor, not 0, or None for 1.
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.AffineScalar(1.0, 2.0).forward(3.0).numpy()
      7.0
    """

    def __init__(self, shift=None, scale=None, validate_args=False, name="affine_scalar"):
        with name_scope(name), name_scope("init"):
            self._shift = shift if shift is None else _native.convert(shift, None, "shift")
            self._scale = scale if scale is None else _native.convert(scale, None, "scale")
            if scale is not None and validate_args:
                check = assert_none_equal(self._scale, _zero(self._scale))
                self._scale = after([check], self._scale)
        super().__init__(None, True, validate_args, forward_min_event_ndims=0, name=name)

    shift = property(lambda self: self._shift, doc="What is added, or None.")
    scale = property(lambda self: self._scale, doc="The factor, or None.")

    def _forward(self, x):
        x = x if self.scale is None else x * self.scale
        return x if self.shift is None else x + self.shift

    def _inverse(self, y):
        y = y if self.shift is None else y - self.shift
        return y if self.scale is None else y / self.scale

    def _forward_log_det_jacobian(self, x):
        return _zero(x) if self.scale is None else api.log(abs(self.scale))
