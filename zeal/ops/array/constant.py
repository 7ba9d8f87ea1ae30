"""Python and NumPy values to tensors."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("convert_to_tensor")
def convert_to_tensor(value, dtype=None, name=None, preferred_dtype=None, dtype_hint=None):
    """Converts a value to a tensor.

    Args:
      value: a Python number, string, nested list or range, a NumPy array, a variable, a tensor.
      dtype: the dtype wanted; by default the value decides. Tensors in a list are cast to it.
      preferred_dtype: the dtype to try first, where dtype is None.
      dtype_hint: the same.
      name: in graphs, the name of the constant that a plain value becomes.

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
            hint = preferred_dtype if dtype_hint is None else dtype_hint
            return convert_to_tensor(value, hint, name)
        except (TypeError, ValueError):
            pass
    try:
        return _native.convert(value, dtype, name)
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
    return api.cast(_native.convert(array), as_dtype(dtype).base_dtype)


@public("constant")
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
    if shape is not None and not _native.executing_eagerly() and not _is_symbolic(value):
        return _native.current_graph()._constant(_filled(value, dtype, shape, verify_shape), name)
    if isinstance(value, TensorShape) and dtype is not None and _native.executing_eagerly():
        value = value.as_list()  # to eager constants it is a list of numbers, in TensorFlow
    return _made(value, dtype, shape, name, verify_shape)


def _is_symbolic(value):
    return isinstance(value, _native.Variable) or getattr(value, "_symbolic", False)


def _filled(value, dtype, shape, verify_shape):
    """The value of a graph's constant: the last element of a short one stands for all that lack."""
    before = _native.set_graph(None)
    try:
        t, dims = _made(value, dtype, None, None, False), _dims(shape)
        if 0 in dims and not verify_shape and not hasattr(value, "dtype"):  # arrays must fit
            return api.reshape(api.reshape(t, [-1])[:0], dims)
        return _stretched(t, dims, verify_shape)
    finally:
        _native.set_graph(before)


def _stretched(t, dims, verify_shape):
    lacking = TensorShape(dims).num_elements() - t._elements
    if lacking < 0:
        raise ValueError(
            f"Too many elements provided. Needed at most {t._elements + lacking}, but received "
            f"{t._elements}"
        )
    if verify_shape or lacking == 0 or t._elements < 2:
        return _made(t, None, dims, None, verify_shape)
    flat = api.reshape(t, [-1])
    return api.reshape(api.concat([flat, api.fill([lacking], flat[-1])], 0), dims)


def _made(value, dtype, shape, name, verify_shape):
    try:
        t = _native.convert(value, dtype, name) if shape is None else _native.convert(value, dtype)
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
        return api.reshape(t, dims)
    if count == 1:
        return api.fill(dims, api.reshape(t, ()))
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
