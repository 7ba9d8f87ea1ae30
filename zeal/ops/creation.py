"""Ops that make tensors: constants, zeros, ones, ranges and patterns."""

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import as_dtype, float32, float64, int32, int64, string
from zeal.errors import InvalidArgumentError
from zeal.ops.op_function import op_function
from zeal.tensor_shape import TensorShape, as_shape

__all__ = [
    "constant",
    "convert_to_tensor",
    "eye",
    "fill",
    "lin_space",
    "linspace",
    "meshgrid",
    "one_hot",
    "ones",
    "ones_like",
    "range",
    "zeros",
    "zeros_like",
]

fill = api.fill
lin_space = linspace = api.linspace


def convert_to_tensor(value, dtype=None, name=None, preferred_dtype=None, dtype_hint=None):
    """Converts a value to a tensor.

    Args:
      value: a Python number, string, nested list or range, a NumPy array, a variable, a tensor.
      dtype: the dtype wanted; by default the value decides. Tensors in a list are cast to it.
      preferred_dtype: the dtype to try first, where dtype is None.
      dtype_hint: the same.
      name: accepted for compatibility.

    Returns:
      A tensor; `value` itself if it is one.

    Raises:
      TypeError: the value does not convert to that dtype.
      ValueError: a nested list is ragged, an integer is out of range, a tensor has another dtype,
        or both hints are given.

    Example:
      >>> tf.convert_to_tensor([[1, 2], [3, 4]]).dtype
      tf.int32
    """
    if dtype is None and (preferred_dtype is not None or dtype_hint is not None):
        if dtype_hint is not None and preferred_dtype is not None:
            raise ValueError("Cannot specify both 'preferred_dtype' and 'dtype_hint'")
        try:
            return convert_to_tensor(value, preferred_dtype if dtype_hint is None else dtype_hint)
        except (TypeError, ValueError):
            pass
    try:
        return _native.convert(value, dtype)
    except TypeError:
        if not _is_complex_array(value):
            raise
    return _real_part(value, dtype)


def _is_complex_array(value):
    return getattr(getattr(value, "dtype", None), "kind", None) == "c"


def _real_part(array, dtype):
    """A complex array in a real dtype that the caller asked for.

    Only then does it lose its imaginary part, as in TensorFlow; where it meets a real tensor in an
    op, nobody asked, and it stays an error (TensorFlow drops the part there too).
    """
    return raw.Cast(_native.convert(array), as_dtype(dtype).base_dtype)


def constant(value, dtype=None, shape=None, name="Const", verify_shape=False):
    """Makes a constant tensor.

    Args:
      value: a Python number, string, nested list, or a NumPy array.
      dtype: the dtype wanted; by default the value decides.
      shape: the shape wanted; a value of one element fills it.
      verify_shape: the value's own shape must be `shape`.
      name: accepted for compatibility.

    Returns:
      A tensor.

    Raises:
      TypeError: the number of elements does not fit the shape, or the value does not convert.
      ValueError: the shape has a negative size, a list is ragged, an integer is out of range.

    Example:
      >>> tf.constant([1, 2, 3, 4], shape=[2, 2]).numpy().tolist()
      [[1, 2], [3, 4]]
    """
    try:
        t = _native.convert(value, dtype)
    except ValueError:
        if isinstance(value, _native.Tensor):
            raise TypeError(f"Expected tensor with type {dtype!r} not {value.dtype!r}") from None
        raise
    except TypeError:
        if not _is_complex_array(value):
            raise
        t = _real_part(value, dtype)
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
    if count == 1:
        return fill(dims, raw.Reshape(t, ()))
    raise TypeError(
        f"Eager execution of tf.constant with unsupported shape (value has {count} elements, "
        f"shape is {dims} with {wanted} elements)."
    )


def _dims(shape):
    """A shape of any form as a tuple of ints."""
    dims = tuple(as_shape(shape).as_list())
    if None in dims:
        raise ValueError(
            "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a "
            f"Tensor: the shape of a constant must be fully known, got {dims}"
        )
    return dims


@op_function("Fill", "shape:dims, dtype:value._zero")
def zeros(shape, dtype=float32, name=None):
    """Makes a tensor of zeros.

    Args:
      shape: list of ints, a TensorShape, or a vector of int32 or int64.
      dtype: the dtype; False for bool, empty for string.
      name: accepted for compatibility.

    Returns:
      A tensor.

    Raises:
      InvalidArgumentError: a size is negative.

    Example:
      >>> tf.zeros([2, 2]).numpy().tolist()
      [[0.0, 0.0], [0.0, 0.0]]
    """
    return _filled(shape, dtype, 0)


@op_function("Fill", "shape:dims, dtype:value._one")
def ones(shape, dtype=float32, name=None):
    """Makes a tensor of ones.

    Args:
      shape: list of ints, a TensorShape, or a vector of int32 or int64.
      dtype: the dtype; True for bool.
      name: accepted for compatibility.

    Returns:
      A tensor.

    Raises:
      InvalidArgumentError: a size is negative.

    Example:
      >>> tf.ones([3], tf.int32).numpy().tolist()
      [1, 1, 1]
    """
    return _filled(shape, dtype, 1)


def _filled(shape, dtype, number):
    """zeros and ones, of whatever describes a shape and a dtype."""
    value = _value(dtype, number)
    try:
        return fill(shape, value)
    except InvalidArgumentError:
        sizes = _sizes(shape)
        if sizes is None:
            raise
    return fill(sizes, value)


def _sizes(shape):
    """The sizes of a shape in other numbers ([2.0], numpy.uint8(3)) or as a scalar tensor."""
    if isinstance(shape, (_native.Tensor, _native.Variable)):
        return raw.Reshape(shape, [1]) if shape.shape.ndims == 0 else None
    try:
        return TensorShape(shape).as_list()
    except (TypeError, ValueError):
        return _native.convert(shape, int32)


def _value(dtype, number):
    """0 or 1 as a scalar tensor of a dtype, made once: for inputs of ops, where nobody sees it."""
    slot = "_one" if number else "_zero"
    known = getattr(dtype, slot, None)
    return _make_value(as_dtype(dtype).base_dtype, number, slot) if known is None else known


def _make_value(dtype, number, slot):
    value = number != 0 if dtype.is_bool else number
    known = _native.convert("" if dtype is string and number == 0 else value, dtype)
    setattr(dtype, slot, known)
    return known


@op_function("ZerosLike", "tensor:x")
def zeros_like(tensor, dtype=None, name=None, optimize=True):
    """Makes zeros of a tensor's shape.

    Args:
      tensor: the tensor.
      dtype: the dtype of the result; the tensor's by default.
      name: accepted for compatibility.
      optimize: accepted for compatibility.

    Returns:
      A tensor.

    Example:
      >>> tf.zeros_like([1, 2]).numpy().tolist()
      [0, 0]
    """
    if dtype is None or (tensor := _native.convert(tensor)).dtype == dtype:
        return raw.ZerosLike(tensor)
    return fill(raw.Shape(tensor), _value(dtype, 0))


@op_function("OnesLike", "tensor:x")
def ones_like(tensor, dtype=None, name=None, optimize=True):
    """Makes ones of a tensor's shape.

    Args:
      tensor: the tensor.
      dtype: the dtype of the result; the tensor's by default.
      name: accepted for compatibility.
      optimize: accepted for compatibility.

    Returns:
      A tensor.

    Raises:
      TypeError: the dtype is string.

    Example:
      >>> tf.ones_like([1.5, 2.5]).numpy().tolist()
      [1.0, 1.0]
    """
    tensor = _native.convert(tensor)
    if dtype is None or tensor.dtype == dtype:
        _value(tensor.dtype, 1)  # raises TypeError for strings
        return raw.OnesLike(tensor)
    return fill(raw.Shape(tensor), _value(dtype, 1))


@op_function("Range", "start, limit, delta")
def range(start, limit=None, delta=1, dtype=None, name="range"):
    """Makes a vector of evenly spaced numbers.

    Args:
      start: scalar; the limit, counted from 0, when `limit` is None.
      limit: scalar, not included.
      delta: scalar step.
      dtype: dtype of the result; by default the widest of the arguments'.
      name: accepted for compatibility.

    Returns:
      A vector.

    Raises:
      InvalidArgumentError: delta is 0, or points away from the limit.

    Example:
      >>> tf.range(3, 18, 3).numpy().tolist()
      [3, 6, 9, 12, 15]
    """
    numbers = (0, start, delta) if limit is None else (start, limit, delta)
    if dtype is not None:
        return raw.Range(*[_native.convert(v, as_dtype(dtype)) for v in numbers])
    numbers = [_native.convert(v) for v in numbers]
    for n in numbers:
        if n.dtype not in _RANGE_TYPES:
            raise InvalidArgumentError(
                f"[Range] an argument is {n.shape} {n.dtype.name}; its dtype must be one of "
                "int32, int64, float32, float64: use tf.cast, or give a dtype"
            )
    widest = max((n.dtype for n in numbers), key=_RANGE_TYPES.index)
    return raw.Range(*[n if n.dtype is widest else raw.Cast(n, widest) for n in numbers])


_RANGE_TYPES = [int32, int64, float32, float64]


@op_function("OneHot", "indices, depth, axis", on_value=1.0, off_value=0.0)
def one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None):
    """Marks one position of a new axis for each index.

    Args:
      indices: uint8, int32 or int64 tensor; indices outside [0, depth) mark nothing.
      depth: size of the new axis.
      on_value: scalar at the marked positions; 1 by default.
      off_value: scalar elsewhere; 0 by default.
      axis: where the new axis goes; last by default.
      dtype: dtype of the result; that of the values, or float32.
      name: accepted for compatibility.

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


def eye(num_rows, num_columns=None, batch_shape=None, dtype=float32, name=None):
    """Makes identity matrices.

    Args:
      num_rows: int.
      num_columns: int; num_rows by default.
      batch_shape: list of ints; leading axes of the result.
      dtype: dtype of the result.
      name: accepted for compatibility.

    Returns:
      A tensor of shape `batch_shape + [num_rows, num_columns]`.

    Raises:
      TypeError: a size is no integer.
      InvalidArgumentError: a size is negative.

    Example:
      >>> tf.eye(2).numpy().tolist()
      [[1.0, 0.0], [0.0, 1.0]]
    """
    columns = num_rows if num_columns is None else num_columns
    ints = type(num_rows) is type(columns) is int
    if not (ints or _is_size(num_rows) and _is_size(columns)):
        raise TypeError("num_rows and num_columns must be positive integer values.")
    if ints and (num_rows < 0 or columns < 0):
        raise InvalidArgumentError(
            f"[tf.eye] Dimension {min(num_rows, columns)} must be >= 0"
        )
    matrix = raw.OneHot(raw.Range(0, num_rows, 1), columns, _value(dtype, 1), _value(dtype, 0))
    if batch_shape is None:
        return matrix
    batch = _native.convert(batch_shape, None if len(batch_shape) else int32)
    if batch.dtype is string:
        raise ValueError(f"batch_shape must be a list of integers, got {batch_shape!r}")
    batch = raw.Cast(batch, int32)
    return raw.BroadcastTo(matrix, raw.ConcatV2([batch, raw.Shape(matrix)], 0))


def _is_size(n):
    number = hasattr(n, "__index__") and not hasattr(n, "__len__")
    return number or isinstance(n, _native.Tensor)


def meshgrid(*args, **kwargs):
    """Makes coordinate grids from vectors.

    Args:
      *args: N vectors (or scalars).
      indexing: "xy" (the first two axes swapped, as in plots; default) or "ij".
      name: accepted for compatibility.

    Returns:
      A list of N tensors of rank N.

    Raises:
      ValueError: indexing is neither.
      TypeError: an unknown keyword.

    Example:
      >>> x, y = tf.meshgrid([1, 2, 3], [4, 5])
      >>> x.numpy().tolist()
      [[1, 2, 3], [1, 2, 3]]
    """
    indexing = "xy"
    if kwargs:
        indexing = kwargs.pop("indexing", indexing)
        kwargs.pop("name", None)
    if kwargs:
        raise TypeError(f"'{next(iter(kwargs))}' is an invalid keyword argument for this function")
    if indexing not in ("xy", "ij"):
        raise ValueError("indexing parameter must be either 'xy' or 'ij'")
    return _native.mesh_grid(args, indexing == "xy")
