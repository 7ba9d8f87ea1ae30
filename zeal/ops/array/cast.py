"""Conversions of dtype beyond a plain cast."""

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.dtypes import as_dtype
from zeal.ops.named import named
from zeal.public import public, publish


@public("saturate_cast", "dtypes.saturate_cast")
@named("saturate_cast")
def saturate_cast(value, dtype, name=None):
    """Casts, first clamping values that the new dtype cannot hold to its limits.

    Args:
      value: tensor of real numbers.
      dtype: the target dtype.
      name: its name in graphs.

    Returns:
      A tensor of value's shape.

    Example:
      >>> tf.saturate_cast([-5.0, 100.0, 300.0], tf.uint8).numpy().tolist()
      [0, 100, 255]
    """
    value, dtype = _native.convert(value), as_dtype(dtype).base_dtype
    if value.dtype.min < dtype.min:
        value = api.maximum(value, _native.convert(dtype.min, value.dtype))
    if value.dtype.max > dtype.max:
        value = api.minimum(value, _native.convert(dtype.max, value.dtype))
    return api.cast(value, dtype)


@public("bitcast")
def bitcast(input, type, name=None):
    """Reinterprets the bytes of a tensor as another dtype.

    Args:
      input: tensor of numbers.
      type: a dtype of numbers. One k times as large takes up the last axis, which must have size
        k; a smaller one adds an axis.
      name: its name in graphs.

    Returns:
      A tensor that shares input's memory.

    Raises:
      InvalidArgumentError: the last axis does not fit, or a dtype is bool or string.

    Example:
      >>> tf.bitcast(tf.constant([1, 256]), tf.uint8).numpy().tolist()
      [[1, 0, 0, 0], [0, 1, 0, 0]]
    """
    return raw.Bitcast(input, type)


def _caster(dtype, default_name, shown):
    def to(x, name=default_name):
        return api.cast(x, dtype, name)

    to.__name__ = to.__qualname__ = "to_" + {"float32": "float", "float64": "double"}.get(
        dtype.name, dtype.name
    )
    to.__doc__ = f"""Casts a tensor to {dtype.name}; see `tf.cast`.

    Args:
      x: tensor of numbers or bools.
      name: its name in graphs.

    Returns:
      A {dtype.name} tensor of x's shape.

    Raises:
      UnimplementedError: x holds strings.

    Example:
      >>> tf.{to.__name__}([0, 1]).numpy().tolist()
      {shown}
    """
    return to


to_float = _caster(dtypes.float32, "ToFloat", "[0.0, 1.0]")
publish(__name__, "to_float")
to_double = _caster(dtypes.float64, "ToDouble", "[0.0, 1.0]")
publish(__name__, "to_double")
to_int32 = _caster(dtypes.int32, "ToInt32", "[0, 1]")
publish(__name__, "to_int32")
to_int64 = _caster(dtypes.int64, "ToInt64", "[0, 1]")
publish(__name__, "to_int64")
to_bfloat16 = _caster(dtypes.bfloat16, "ToBFloat16", "[0.0, 1.0]")
publish(__name__, "to_bfloat16")
to_complex64 = _caster(dtypes.complex64, "ToComplex64", "[0j, (1+0j)]")
publish(__name__, "to_complex64")
to_complex128 = _caster(dtypes.complex128, "ToComplex128", "[0j, (1+0j)]")
publish(__name__, "to_complex128")
