"""Tensors of zeros and ones."""

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import as_dtype, float32, int32, string
from zeal.errors import InvalidArgumentError, UnsupportedTypeError
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public
from zeal.tensor_shape import TensorShape


@public("zeros")
@op_function("Fill", "shape[]:dims, dtype:value._zero")
@named("zeros")
def zeros(shape, dtype=float32, name=None):
    """Makes a tensor of zeros.

    Args:
      shape: list of ints, a TensorShape, or a vector of int32 or int64.
      dtype: the dtype; False for bool, empty for string.
      name: its name in graphs.

    Returns:
      A tensor.

    Raises:
      InvalidArgumentError: a size is negative.

    Example:
      >>> tf.zeros([2, 2]).numpy().tolist()
      [[0.0, 0.0], [0.0, 0.0]]
    """
    return _filled(shape, dtype, 0)


@public("ones")
@op_function("Fill", "shape[]:dims, dtype:value._one")
@named("ones")
def ones(shape, dtype=float32, name=None):
    """Makes a tensor of ones.

    Args:
      shape: list of ints, a TensorShape, or a vector of int32 or int64.
      dtype: the dtype; True for bool.
      name: its name in graphs.

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
    if not _native.executing_eagerly() and _is_small(shape):
        before = _native.set_graph(None)
        try:
            made = api.fill(TensorShape(shape).as_list(), value)
        finally:
            _native.set_graph(before)
        return _native.current_graph()._constant(made, "Const")
    if isinstance(shape, _native.Tensor) and shape.shape.ndims is None:
        shape = api.reshape(shape, [-1])  # a run may find a scalar
    try:
        return api.fill(shape, value)
    except (TypeError, ValueError) as error:
        sizes = _sizes(shape, error)
    return api.fill(sizes, value)


def _is_small(shape):
    """Whether it is known and a graph holds the values themselves, as it does up to a size."""
    if isinstance(shape, (_native.Tensor, _native.Variable)):
        return False
    try:
        n = TensorShape(shape).num_elements()
    except (TypeError, ValueError):
        return False
    return n is not None and n < 1000


def _sizes(shape, error):
    """The sizes of a shape in other numbers ([2.0], [True, 2], uint8(3)) or as a scalar tensor.

    Raises:
      TypeError, ValueError: the shape is neither; `error` is what the op said of it.
    """
    if isinstance(shape, (_native.Tensor, _native.Variable)):
        if shape.shape.ndims:
            raise error
        return api.reshape(shape, [1])
    try:
        sizes = TensorShape(shape).as_list()
    except (TypeError, ValueError):
        if not isinstance(error, InvalidArgumentError):
            raise error from None
        return _native.convert(shape, int32)
    if None in sizes and isinstance(shape, TensorShape):
        raise error
    return sizes


def _value(dtype, number):
    """0 or 1 as a scalar tensor of a dtype, made once: for inputs of ops, where nobody sees it."""
    slot = "_one" if number else "_zero"
    known = getattr(dtype, slot, None)
    return _make_value(as_dtype(dtype).base_dtype, number, slot) if known is None else known


def _make_value(dtype, number, slot):
    value = number != 0 if dtype.is_bool else number
    # Of no graph: others will use it too.
    known = _native.literal("" if dtype is string and number == 0 else value, dtype)
    setattr(dtype, slot, known)
    return known


@public("zeros_like")
@op_function("ZerosLike", "tensor:x")
@named("zeros_like")
def zeros_like(tensor, dtype=None, name=None, optimize=True):
    """Makes zeros of a tensor's shape.

    Args:
      tensor: the tensor.
      dtype: the dtype of the result; the tensor's by default.
      name: its name in graphs.
      optimize: accepted for compatibility.

    Returns:
      A tensor.

    Example:
      >>> tf.zeros_like([1, 2]).numpy().tolist()
      [0, 0]
    """
    if dtype is None or (tensor := _native.convert(tensor)).dtype == dtype:
        try:
            return raw.ZerosLike(tensor)
        except (TypeError, UnsupportedTypeError):
            if getattr(tensor, "dtype", None) != "variant":
                raise
            return raw.ZerosLikeVariant(tensor)
    return api.fill(api.shape(tensor), _value(dtype, 0))


@public("ones_like")
@op_function("OnesLike", "tensor:x")
@named("ones_like")
def ones_like(tensor, dtype=None, name=None, optimize=True):
    """Makes ones of a tensor's shape.

    Args:
      tensor: the tensor.
      dtype: the dtype of the result; the tensor's by default.
      name: its name in graphs.
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
    return api.fill(api.shape(tensor), _value(dtype, 1))
