"""Indices as rows with one position marked."""

from zeal import _native
from zeal._native import raw
from zeal.dtypes import as_dtype, float32
from zeal.ops.array.fill import _value
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public


@public("one_hot")
@op_function("OneHot", "indices, depth, axis", on_value=1.0, off_value=0.0)
@named("one_hot")
def one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None):
    """Marks one position of a new axis for each index.

    Args:
      indices: uint8, int32 or int64 tensor; indices outside [0, depth) mark nothing.
      depth: size of the new axis.
      on_value: scalar at the marked positions; 1 by default.
      off_value: scalar elsewhere; 0 by default.
      axis: where the new axis goes; last by default.
      dtype: dtype of the result; that of the values, or float32.
      name: its name in graphs.

    Returns:
      A tensor of one rank more.

    Raises:
      TypeError: the dtypes of on_value, off_value (int32 for a Python int) and dtype differ, or a
        value is missing where dtype is bool or string.
      InvalidArgumentError: depth is negative, or axis out of range.

    Example:
      >>> tf.one_hot([0, 2], 3).numpy().tolist()
      [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if on_value is None and off_value is None and (dtype is None or dtype is float32):
        one, zero = float32._one, float32._zero
        if one is None or zero is None:
            one, zero = _value(float32, 1), _value(float32, 0)
        return raw.OneHot(indices, depth, one, zero, axis)
    on, off = (None if v is None else _native.convert(v) for v in (on_value, off_value))
    dtype = _one_hot_dtype(on, off, None if dtype is None else as_dtype(dtype))
    on = _native.convert(1, dtype) if on is None else on
    off = _native.convert(0, dtype) if off is None else off
    if on.dtype != off.dtype:
        raise TypeError(
            f"dtype {on.dtype} of on_value does not match dtype {off.dtype} of off_value"
        )
    return raw.OneHot(indices, depth, on, off, axis)


def _one_hot_dtype(on, off, dtype):
    """The dtype of a result whose values may be given, each with a dtype of its own."""
    for name, value in (("on_value", on), ("off_value", off)):
        if None not in (dtype, value) and value.dtype != dtype:
            raise TypeError(
                f"dtype {value.dtype} of {name} does not match dtype parameter {dtype}"
            )
    if dtype is not None:
        return dtype
    return float32 if on is off is None else (off if on is None else on).dtype
