"""Conversion between dtypes."""

from zeal import _native, dtypes
from zeal._native import Tensor as _Tensor
from zeal._native import raw
from zeal.dtypes import DType, as_dtype

__all__ = [
    "bitcast", "cast", "saturate_cast", "to_bfloat16", "to_complex128", "to_complex64", "to_double",
    "to_float", "to_int32", "to_int64",
]  # fmt: skip


_cast = raw.Cast


def cast(x, dtype, name=None):
    """Casts a tensor to a new dtype.

    Args:
      x: tensor, IndexedSlices or anything convertible; numbers or bool, any shape.
      dtype: the target. Floats truncate towards zero on the way to integers; complex numbers lose
        their imaginary part on the way to real ones.
      name: accepted for compatibility.

    Returns:
      A tensor of x's shape; x itself when it has that dtype already.

    Raises:
      TypeError: dtype is no dtype.

    Example:
      >>> tf.cast(tf.constant([1.8, 2.2]), tf.int32).numpy()
      array([1, 2], dtype=int32)
    """
    dtype = (dtype if type(dtype) is DType else as_dtype(dtype)).base_dtype
    if type(x) is _Tensor:  # the usual case, first
        return x if x.dtype is dtype else _cast(x, dtype)
    if hasattr(x, "_cast"):
        return x._cast(dtype)
    x = _native.convert(x)
    return x if x.dtype is dtype else raw.Cast(x, DstT=dtype)


def saturate_cast(value, dtype, name=None):
    """Casts, first clamping values that the new dtype cannot hold to its limits.

    Args:
      value: tensor of real numbers.
      dtype: the target dtype.
      name: accepted for compatibility.

    Returns:
      A tensor of value's shape.
    """
    value, dtype = _native.convert(value), as_dtype(dtype).base_dtype
    if value.dtype.min < dtype.min:
        value = raw.Maximum(value, _native.convert(dtype.min, value.dtype))
    if value.dtype.max > dtype.max:
        value = raw.Minimum(value, _native.convert(dtype.max, value.dtype))
    return cast(value, dtype)


def bitcast(input, type, name=None):
    """Reinterprets the bytes of a tensor as another dtype.

    Args:
      input: tensor of numbers.
      type: a dtype of numbers. One k times as large takes up the last axis, which must have size
        k; a smaller one adds an axis.
      name: accepted for compatibility.

    Returns:
      A tensor that shares input's memory.

    Raises:
      InvalidArgumentError: the last axis does not fit, or a dtype is bool or string.

    Example:
      >>> tf.bitcast(tf.constant([1, 256]), tf.uint8).numpy().tolist()
      [[1, 0, 0, 0], [0, 1, 0, 0]]
    """
    return raw.Bitcast(input, type)


def _caster(dtype, default_name):
    def to(x, name=default_name):
        return cast(x, dtype, name)

    to.__name__ = to.__qualname__ = "to_" + {"float32": "float", "float64": "double"}.get(
        dtype.name, dtype.name
    )
    to.__doc__ = f"Casts a tensor to {dtype.name}; see `tf.cast`."
    return to


to_float = _caster(dtypes.float32, "ToFloat")
to_double = _caster(dtypes.float64, "ToDouble")
to_int32 = _caster(dtypes.int32, "ToInt32")
to_int64 = _caster(dtypes.int64, "ToInt64")
to_bfloat16 = _caster(dtypes.bfloat16, "ToBFloat16")
to_complex64 = _caster(dtypes.complex64, "ToComplex64")
to_complex128 = _caster(dtypes.complex128, "ToComplex128")
