"""Discrete cosine transforms, by the Fourier transform."""

import math

from zeal import _native, dtypes
from zeal._native import api
from zeal.ops.array.fill import zeros
from zeal.ops.array.range import range as range_
from zeal.ops.math.complex import complex as complex_
from zeal.ops.math.complex import real
from zeal.ops.named import named
from zeal.ops.signal.transforms import irfft, rfft
from zeal.public import public


def _check(x, kind, n, axis, norm):
    if axis != -1:
        raise NotImplementedError(f"axis must be -1. Got: {axis}")
    if n is not None and n < 1:
        raise ValueError("n should be a positive integer or None")
    if kind not in (1, 2, 3):
        raise ValueError("Only Types I, II and III (I)DCT are supported.")
    if kind == 1:
        if norm == "ortho":
            raise ValueError("Normalization is not supported for the Type-I DCT.")
        known = x.shape._at(-1) if x.shape.ndims else None
        if (known if n is None else n) in (0, 1):
            raise ValueError("Type-I DCT requires the dimension to be greater than one.")
    if norm not in (None, "ortho"):
        raise ValueError(f"Unknown normalization. Expected None or 'ortho', got: {norm}")


def _resized(x, n):
    """x with its last axis cut, or with zeros behind."""
    if n is None:
        return x
    x = x[..., :n]
    shape = api.shape(x)
    behind = zeros(api.concat([shape[:-1], (n - shape[-1])[None]], 0), x.dtype)
    return api.concat([x, behind], -1)


def _turns(size, sign):
    """2 exp(sign i pi k / (2 size)) for k = 0, ..., size - 1."""
    angle = sign * math.pi / 2 * range_(size) / size
    return complex_(2.0 * api.cos(angle), 2.0 * api.sin(angle))


def _weights(first, others, size):
    """One weight for the first place, another for the rest."""
    is_first = api.cast(api.equal(range_(size), 0.0), dtypes.float32)
    return others + (first - others) * is_first


@public("signal.dct", "spectral.dct")
@named("dct")
def dct(input, type=2, n=None, axis=-1, norm=None, name=None):
    """Computes the discrete cosine transform along the last axis.

    As `scipy.fft.dct`: type 1 is x_0 + (-1)^k x_(N-1) + 2 sum(x_i cos(pi k i / (N - 1))), type 2 is
    2 sum(x_i cos(pi k (2 i + 1) / (2 N))), type 3 its inverse but for a factor.

    Args:
      input: float32 tensor of shape `[..., samples]`.
      type: 1, 2 or 3.
      n: the length of the transform: more are cut off, fewer have zeros behind.
      axis: -1.
      norm: None, or "ortho" for an orthonormal transform.
      name: its name in graphs.

    Returns:
      A float32 tensor of shape `[..., n]`.

    Raises:
      ValueError: type, n or norm is none of these.
      NotImplementedError: another axis.

    Example:
      >>> tf.signal.dct([1.0, 0.0, 0.0]).numpy().round(3)
      array([2.   , 1.732, 1.   ], dtype=float32)
    """
    x = _native.convert(input, dtypes.float32, "input")
    _check(x, type, n, axis, norm)
    x = _resized(x, n)
    if type == 1:
        return real(rfft(api.concat([x, x[..., -2:0:-1]], -1)))
    count = api.shape(x)[-1]
    size = api.cast(count, dtypes.float32)
    twice = api.reshape(2 * count, [1])
    root = api.sqrt(size)
    if type == 2:
        y = real(rfft(x, twice)[..., :count] * _turns(size, -1.0))
        return y * _weights(0.5 / root, math.sqrt(0.5) / root, size) if norm else y
    x = x * (_weights(root, root * math.sqrt(0.5), size) if norm else size)
    return irfft(_turns(size, 1.0) * complex_(x, 0.0), twice)[..., :count]


@public("signal.idct", "spectral.idct")
@named("dct")
def idct(input, type=2, n=None, axis=-1, norm=None, name=None):
    """Computes the inverse of `dct`, without "ortho" up to the factor 2 n, or 2 (n - 1) for type 1.

    Args:
      all: as for `dct`.

    Returns:
      A float32 tensor of shape `[..., n]`.

    Example:
      >>> tf.signal.idct(tf.signal.dct([1.0, 2.0], norm="ortho"), norm="ortho").numpy().round(4)
      array([1., 2.], dtype=float32)
    """
    _check(_native.convert(input, dtypes.float32), type, n, axis, norm)
    return dct(input, {1: 1, 2: 3, 3: 2}[type], n, axis, norm)
