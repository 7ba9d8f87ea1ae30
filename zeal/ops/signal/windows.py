"""Window functions of raised cosines."""

import math

from zeal import _native, dtypes
from zeal._native import api
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.public import public


def _raised_cosine(window_length, periodic, dtype, a, b):
    dtype = dtypes.as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Found {dtype}")
    length = _native.convert(window_length, "int32", "window_length")
    periodic = api.cast(_native.convert(periodic, "bool", "periodic"), "int32")
    if length.shape.ndims not in (None, 0) or periodic.shape.ndims not in (None, 0):
        raise ValueError("window_length and periodic must be scalars")
    even = 1 - length % 2
    period = api.cast(length + periodic * even - 1, dtype)
    one = api.equal(length, 1)
    period = where_v2(one, api.cast(1.0, dtype), period)
    angle = 2 * math.pi * api.cast(range_(length), dtype) / period
    return where_v2(one, api.cast(1.0, dtype), a - b * api.cos(angle))


@public("signal.hann_window", "contrib.signal.hann_window")
@named("hann_window", "sub_2")
def hann_window(window_length, periodic=True, dtype=dtypes.float32, name=None):
    """The window 1/2 - cos(2 pi i / n) / 2.

    Args:
      window_length: a scalar integer.
      periodic: whether n is the length, for Fourier transforms, as far as that is even; else the
        window is symmetric.
      dtype: a floating dtype.
      name: its name in graphs.

    Returns:
      A tensor of shape `[window_length]`.

    Raises:
      ValueError: dtype is not floating.

    Example:
      >>> tf.signal.hann_window(4).numpy().round(4).tolist()
      [0.0, 0.5, 1.0, 0.5]
    """
    return _raised_cosine(window_length, periodic, dtype, 0.5, 0.5)


@public("signal.hamming_window", "contrib.signal.hamming_window")
@named("hamming_window", "sub_2")
def hamming_window(window_length, periodic=True, dtype=dtypes.float32, name=None):
    """The window 0.54 - 0.46 cos(2 pi i / n); see `hann_window`.

    Args:
      all: as for `hann_window`.

    Returns:
      A tensor of shape `[window_length]`.

    Example:
      >>> tf.signal.hamming_window(4).numpy().round(2)
      array([0.08, 0.54, 1.  , 0.54], dtype=float32)
    """
    return _raised_cosine(window_length, periodic, dtype, 0.54, 0.46)
