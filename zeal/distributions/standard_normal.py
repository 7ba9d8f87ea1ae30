"""The distribution function of the standard normal distribution, its logarithm and its inverse."""

import math

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.ops.array.where import where_v2
from zeal.ops.named import named

_HALF_SQRT_2 = math.sqrt(0.5)


def _as_float(x, name):
    x = _native.convert(x, None, name)
    if x.dtype not in (dtypes.float32, dtypes.float64):
        raise TypeError(
            f"{name}.dtype={x.dtype} is not handled, see docstring for supported types."
        )
    return x


@named("ndtr", "mul_1")
def ndtr(x, name="ndtr"):
    """The probability that a standard normal number is at most x.

    Raises:
      TypeError: another dtype.

    Example:
      >>> from zeal.distributions.standard_normal import ndtr
      >>> ndtr(0.0).numpy()
      0.5
    """
    w = _as_float(x, "x") * _HALF_SQRT_2
    z = abs(w)
    tail = api.erfc(z)  # keeps its precision far out, where 1 - erf has none
    outer = where_v2(w > 0.0, 2.0 - tail, tail)
    return 0.5 * where_v2(z < _HALF_SQRT_2, 1.0 + api.erf(w), outer)


# From where on the logarithm is computed otherwise: by the series below, by the tail above.
_SERIES_BELOW = {dtypes.float32: -10.0, dtypes.float64: -20.0}
_TAIL_ABOVE = {dtypes.float32: 5.0, dtypes.float64: 8.0}


@named("log_ndtr", "SelectV2_5")
def log_ndtr(x, series_order=3, name="log_ndtr"):
    """The logarithm of `ndtr(x)`, precise far below 0 too.

    Args:
      x: float32 or float64 tensor.
      series_order: how many terms the asymptotic series has, 0 to 30.
      name: its name in graphs.

    Raises:
      TypeError: another dtype, or series_order is no integer.
      ValueError: series_order is out of range.

    Example:
      >>> from zeal.distributions.standard_normal import log_ndtr
      >>> log_ndtr(-40.0).numpy().round(2)
      -804.61
    """
    if not isinstance(series_order, int):
        raise TypeError("series_order must be a Python integer.")
    if series_order < 0:
        raise ValueError("series_order must be non-negative.")
    if series_order > 30:
        raise ValueError("series_order must be <= 30.")
    x = _as_float(x, "x")
    lower, upper = _SERIES_BELOW[x.dtype], _TAIL_ABOVE[x.dtype]
    # What lies beyond a border is held at it, so that no gradient there is NaN.
    middle = api.log(ndtr(api.maximum(x, lower)))
    far = _log_of_series(api.minimum(x, lower), series_order)
    return where_v2(x > upper, -ndtr(-x), where_v2(x > lower, middle, far))


def _log_of_series(x, order):
    """M. Abramowitz, I. Stegun, 26.2.12: phi(x) / -x (1 - 1/x^2 + 3/x^4 - 15/x^6 ...)."""
    square = api.square(x)
    total, factor, power = 1.0, 1.0, square
    for n in range(1, order + 1):
        factor *= 1 - 2 * n
        total = total + factor / power
        power = power * square
    scale = -0.5 * square - api.log(-x) - 0.5 * math.log(2 * math.pi)
    return scale + api.log(total) if order else scale


@named("ndtri")
def ndtri(p, name="ndtri"):
    """The x with `ndtr(x) == p`: the quantile of the standard normal distribution.

    Args:
      p: float32 or float64 tensor of probabilities.
      name: its name in graphs.

    Returns:
      A tensor like p, -inf up to 0 and inf from 1 on.

    Raises:
      TypeError: another dtype.

    Example:
      >>> from zeal.distributions.standard_normal import ndtri
      >>> ndtri(0.975).numpy().round(3)
      1.96
    """
    p = _as_float(p, "p")
    low, high = p <= 0.0, p >= 1.0  # infinite there, with gradients of 0
    inside = raw.Ndtri(where_v2(api.logical_or(low, high), api.cast(0.5, p.dtype), p))
    infinity = api.cast(math.inf, p.dtype)
    return where_v2(low, -infinity, where_v2(high, infinity, inside))


@named("erfinv")
def erfinv(x, name="erfinv"):
    """The inverse of the error function, of float32 or float64 numbers.

    Args:
      x: tensor of numbers in [-1, 1].
      name: its name in graphs.

    Raises:
      TypeError: another dtype.

    Example:
      >>> from zeal.distributions.standard_normal import erfinv
      >>> tf.erf(erfinv(0.25)).numpy().round(4)
      0.25
    """
    return raw.Erfinv(_as_float(x, "x"))


@named("log_cdf_laplace", "SelectV2")
def log_cdf_laplace(x, name="log_cdf_laplace"):
    """The logarithm of the distribution function of Laplace(0, 1).

    Example:
      >>> from zeal.distributions.standard_normal import log_cdf_laplace
      >>> log_cdf_laplace(-100.0).numpy().round(3)
      -100.693
    """
    x = _native.convert(x, None, "x")
    above = api.log1p(-0.5 * api.exp(-abs(x)))  # of |x|: no overflow where it is not taken
    return where_v2(x < 0.0, x - math.log(2.0), above)
