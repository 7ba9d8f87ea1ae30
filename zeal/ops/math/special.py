"""Polynomials, the beta function and Bessel functions."""

from zeal import _native
from zeal._native import api
from zeal.ops.named import named
from zeal.public import public


@public("math.polyval")
@named("polyval")
def polyval(coeffs, x, name=None):
    """A polynomial at x, by Horner's rule.

    Args:
      coeffs: a list of tensors, the coefficient of the highest power first.
      x: tensor of numbers.
      name: its name in graphs.

    Returns:
      A tensor of x's dtype; 0 without coefficients.

    Example:
      >>> tf.math.polyval([1.0, 2.0, 3.0], 2.0).numpy()
      11.0
    """
    x = _native.convert(x)
    if len(coeffs) < 1:
        return x * 0
    coeffs = [_native.convert(c, x.dtype) for c in coeffs]
    total = coeffs[0]
    for coefficient in coeffs[1:]:
        total = coefficient + total * x
    return total


@public("lbeta", "math.lbeta")
@named("lbeta", "sub")
def lbeta(x, name=None):
    """The logarithm of the absolute value of the beta function, of several arguments.

    Args:
      x: floating tensor of shape `[..., n]`.
      name: its name in graphs.

    Returns:
      A tensor of shape `[...]`: sum(lgamma(x)) - lgamma(sum(x)).

    Example:
      >>> tf.lbeta([1.0, 1.0]).numpy()
      0.0
    """
    x = _native.convert(x)
    return api.reduce_sum(api.lgamma(x), [-1]) - api.lgamma(api.reduce_sum(x, [-1]))


@public("math.bessel_i0")
@named("bessel_i0", "mul")
def bessel_i0(x, name=None):
    """The modified Bessel function of order 0.

    Beyond |x| of about 89 (float32) or 710 it is infinite; `tf.math.bessel_i0e` is not.

    Args:
      x: floating tensor.
      name: its name in graphs.

    Returns:
      A tensor of x's shape and dtype: e^|x| bessel_i0e(x).

    Example:
      >>> tf.math.bessel_i0([0.0, 1.0]).numpy().round(4).tolist()
      [1.0, 1.2661000490188599]
    """
    x = _native.convert(x)
    return api.exp(abs(x)) * api.bessel_i0e(x)


@public("math.bessel_i1")
@named("bessel_i1", "mul")
def bessel_i1(x, name=None):
    """The modified Bessel function of order 1.

    Beyond |x| of about 89 (float32) or 710 it is infinite; `tf.math.bessel_i1e` is not.

    Args:
      x: floating tensor.
      name: its name in graphs.

    Returns:
      A tensor of x's shape and dtype: e^|x| bessel_i1e(x).

    Example:
      >>> tf.math.bessel_i1([0.0, 1.0]).numpy().round(4).tolist()
      [0.0, 0.5651999711990356]
    """
    x = _native.convert(x)
    return api.exp(abs(x)) * api.bessel_i1e(x)
