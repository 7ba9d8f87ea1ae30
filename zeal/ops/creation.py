"""Ops that make tensors: constants, zeros, ones, ranges and patterns."""

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import as_dtype, float32, string

__all__ = [
    "constant", "convert_to_tensor", "fill", "ones", "ones_like", "zeros", "zeros_like",
]

fill = api.fill

_ZERO, _ONE = _native.convert(0.0), _native.convert(1.0)


def convert_to_tensor(value, dtype=None, name=None, preferred_dtype=None, dtype_hint=None):
    """Converts a value to a tensor.

    Args:
      value: a Python number, string, nested list or range, a NumPy array, a variable, a tensor.
      dtype: the dtype wanted; by default the value decides.
      preferred_dtype: the dtype to try first, where dtype is None.
      dtype_hint: the same.

    Returns:
      A tensor; `value` itself if it is one.

    Raises:
      TypeError: the value does not convert to that dtype.
      ValueError: a nested list is ragged, an integer is out of range, or a tensor has another
        dtype.

    Example:
      >>> tf.convert_to_tensor([[1, 2], [3, 4]]).dtype
      tf.int32
    """
    hint = dtype_hint or preferred_dtype
    if dtype is None and hint is not None:
        try:
            return _native.convert(value, hint)
        except (TypeError, ValueError):
            pass
    return _native.convert(value, dtype)


def constant(value, dtype=None, shape=None, name="Const", verify_shape=False):
    """Makes a constant tensor.

    Args:
      value: a Python number, string, nested list, or a NumPy array.
      dtype: the dtype wanted; by default the value decides.
      shape: the shape wanted; a value of one element fills it.
      verify_shape: the value's own shape must be `shape`.

    Returns:
      A tensor.

    Raises:
      TypeError: the number of elements does not fit the shape, or the value does not convert.

    Example:
      >>> tf.constant([1, 2, 3, 4], shape=[2, 2]).numpy().tolist()
      [[1, 2], [3, 4]]
    """
    t = _native.convert(value, dtype)
    if shape is None:
        return t
    dims = _dims(shape)
    if t._shape_tuple() == dims:
        return t
    if verify_shape:
        raise TypeError(f"Expected Tensor's shape: {dims}, got {t._shape_tuple()}.")
    wanted, count = 1, 1
    for d in dims:
        wanted *= d
    for d in t._shape_tuple():
        count *= d
    if count == wanted:
        return raw.Reshape(t, dims)
    if t.ndim == 0:
        return fill(dims, t)
    raise TypeError(
        f"Eager execution of tf.constant with unsupported shape (value has {count} elements, "
        f"shape is {dims} with {wanted} elements).")


def _dims(shape):
    """A shape of any form as a tuple of ints."""
    if isinstance(shape, int):
        return (shape,)
    return tuple(_native.convert(shape, "int64")._tolist()) if len(shape) else ()


def zeros(shape, dtype=float32, name=None):
    """Makes a tensor of zeros.

    Args:
      shape: list of ints, a TensorShape, or a vector of int32 or int64.
      dtype: the dtype; False for bool, empty for string.

    Returns:
      A tensor.

    Raises:
      InvalidArgumentError: a size is negative.

    Example:
      >>> tf.zeros([2, 2]).numpy().tolist()
      [[0.0, 0.0], [0.0, 0.0]]
    """
    return fill(shape, _ZERO if dtype is float32 else _value(dtype, 0))


def ones(shape, dtype=float32, name=None):
    """Makes a tensor of ones.

    Args:
      shape: list of ints, a TensorShape, or a vector of int32 or int64.
      dtype: the dtype; True for bool.

    Returns:
      A tensor.

    Raises:
      InvalidArgumentError: a size is negative.

    Example:
      >>> tf.ones([3], tf.int32).numpy().tolist()
      [1, 1, 1]
    """
    return fill(shape, _ONE if dtype is float32 else _value(dtype, 1))


def _value(dtype, number):
    """0 or 1 as a scalar tensor of a dtype."""
    dtype = as_dtype(dtype).base_dtype
    if dtype.is_bool:
        return _native.convert(number != 0)
    if dtype is string and number == 0:
        return _native.convert("")
    return _native.convert(number, dtype)


def zeros_like(tensor, dtype=None, name=None, optimize=True):
    """Makes zeros of a tensor's shape.

    Args:
      tensor: the tensor.
      dtype: the dtype of the result; the tensor's by default.

    Returns:
      A tensor.

    Example:
      >>> tf.zeros_like([1, 2]).numpy().tolist()
      [0, 0]
    """
    if dtype is None or (tensor := _native.convert(tensor)).dtype == dtype:
        return raw.ZerosLike(tensor)
    return fill(raw.Shape(tensor), _value(dtype, 0))


def ones_like(tensor, dtype=None, name=None, optimize=True):
    """Makes ones of a tensor's shape.

    Args:
      tensor: the tensor.
      dtype: the dtype of the result; the tensor's by default.

    Returns:
      A tensor.

    Example:
      >>> tf.ones_like([1.5, 2.5]).numpy().tolist()
      [1.0, 1.0]
    """
    if dtype is None or (tensor := _native.convert(tensor)).dtype == dtype:
        return raw.OnesLike(tensor)
    return fill(raw.Shape(tensor), _value(dtype, 1))
