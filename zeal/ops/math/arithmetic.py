"""Arithmetic with rules of its own: quotients, products with slices, sums of lists."""

from zeal import _native
from zeal._native import api
from zeal.nest.composite_tensor import CompositeTensor
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.indexed_slices import IndexedSlices
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public
from zeal.tensor_shape import TensorShape


def _pair(x, y):
    """Both operands as tensors; what is no tensor takes the other's dtype, literals an array's."""
    if type(x) is _native.Tensor and type(y) is _native.Tensor:
        return x, y  # the op compares their dtypes
    tensors = (_native.Tensor, _native.Variable)
    y_decides = isinstance(y, tensors) or (hasattr(y, "dtype") and not hasattr(x, "dtype"))
    if y_decides and not isinstance(x, tensors):
        y = _native.convert(y)
        return _native.convert(x, y.dtype), y
    x = _native.convert(x)
    return x, _native.convert(y, x.dtype)


@public("abs", "math.abs")
@op_function("Abs", "x")
@named("Abs")
def abs(x, name=None):
    """|x|, element by element; of complex numbers the modulus, as real numbers.

    Args:
      x: tensor of numbers, also a sparse one.
      name: its name in graphs.

    Returns:
      A tensor of x's dtype; float32 for complex64, float64 for complex128.

    Example:
      >>> tf.abs([-2.0, 3.0]).numpy()
      array([2., 3.], dtype=float32)
    """
    return (x if isinstance(x, CompositeTensor) else _native.convert(x)).__abs__()


@public("math.divide_no_nan")
@named("div_no_nan")
def divide_no_nan(x, y, name=None):
    """x / y, and 0 where y is 0.

    Args:
      x: floating tensor.
      y: tensor of the same dtype; shapes broadcast.
      name: its name in graphs.

    Returns:
      A tensor of their dtype.

    Example:
      >>> tf.math.divide_no_nan([1.0, 1.0], [2.0, 0.0]).numpy().tolist()
      [0.5, 0.0]
    """
    return api.div_no_nan(x, y)


@public("math.reciprocal_no_nan")
@named("reciprocal_no_nan")
def reciprocal_no_nan(x, name=None):
    """1 / x, and 0 where x is 0.

    Args:
      x: floating tensor.
      name: its name in graphs.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.math.reciprocal_no_nan([2.0, 0.0]).numpy().tolist()
      [0.5, 0.0]
    """
    x = _native.convert(x)
    return api.div_no_nan(_native.convert(1, x.dtype), x)


@public("divide", "math.divide")
def divide(x, y, name=None):
    """x / y as Python 3 divides: integers give floats. See `tf.truediv`.

    Args:
      x: tensor of numbers, or a Python number or array.
      y: tensor of the same dtype, or a Python number or array; shapes broadcast.
      name: its name in graphs; with a name, the result is always a tensor.

    Returns:
      A tensor; a Python number or an array where neither is one.

    Example:
      >>> tf.divide(tf.constant([1, 2]), 4).numpy().tolist(), tf.divide(1, 4)
      ([0.25, 0.5], 0.25)
    """
    return x / y if name is None else truediv(x, y, name)


@public("truediv", "math.truediv")
@named("truediv")
def truediv(x, y, name=None):
    """x / y; integers of up to 16 bits divide as float32, wider ones as float64.

    Args:
      x: tensor of numbers.
      y: tensor of the same dtype; shapes broadcast.
      name: its name in graphs.

    Returns:
      A tensor.

    Raises:
      TypeError: dtypes differ.

    Example:
      >>> tf.truediv([1, 2], 4).numpy()
      array([0.25, 0.5 ])
    """
    x = _native.convert(x)
    y = convert_to_tensor(y, dtype_hint=None if hasattr(y, "dtype") else x.dtype)
    if x.dtype != y.dtype:
        raise TypeError(
            f"x and y must have the same dtype, got {x.dtype!r} != {y.dtype!r}; use tf.cast"
        )
    return x / y


@public("div")
@named("div")
def div(x, y, name=None):
    """x / y as Python 2 divides: floats exactly, integers rounded down.

    Args:
      x: tensor of real numbers.
      y: tensor of the same dtype; shapes broadcast.
      name: its name in graphs.

    Returns:
      A tensor of their dtype.

    Example:
      >>> tf.div(tf.constant([7, -7]), 2).numpy().tolist()
      [3, -4]
    """
    x, y = _pair(x, y)
    exact = x.dtype.is_floating or x.dtype.is_complex
    return api.realdiv(x, y) if exact else api.floordiv(x, y)


@public("scalar_mul", "math.scalar_mul")
@named("Mul")
def scalar_mul(scalar, x, name=None):
    """scalar * x.

    Args:
      scalar: a 0-d value.
      x: tensor or IndexedSlices.
      name: its name in graphs.

    Returns:
      The product, of x's kind.

    Raises:
      ValueError: scalar is not 0-d.

    Example:
      >>> tf.scalar_mul(3.0, tf.constant([1.0, 2.0])).numpy().tolist()
      [3.0, 6.0]
    """
    scalar = _native.convert(scalar, x.dtype if hasattr(x, "dtype") else None)
    if scalar.ndim:
        raise ValueError("Only scalar multiply works, got shape %s" % scalar.shape)
    if isinstance(x, IndexedSlices):
        return x._with_values(scalar * x.values)
    return scalar * x


@public("accumulate_n", "math.accumulate_n")
@named("AccumulateNV2")
def accumulate_n(inputs, shape=None, tensor_dtype=None, name=None):
    """The sum of a list of tensors of one shape and dtype; see `tf.add_n`.

    Args:
      inputs: list of tensors of one shape and dtype.
      shape: the shape they must have; None for any.
      tensor_dtype: the dtype they must have; None for any.
      name: its name in graphs.

    Returns:
      A tensor of their shape and dtype.

    Raises:
      ValueError: inputs is no list of tensors of one dtype, or shapes differ.
      TypeError: they are not of the given dtype.

    Example:
      >>> tf.accumulate_n([[1, 2], [3, 4], [5, 6]]).numpy().tolist()
      [9, 12]
    """
    if not inputs or not isinstance(inputs, (list, tuple)):
        raise _no_list_of_tensors()
    if any(v is None for v in inputs):
        raise _no_list_of_tensors()
    inputs = [_native.convert(v) for v in inputs]
    dtype, expected = inputs[0].dtype, TensorShape(shape)
    if any(v.dtype != dtype for v in inputs):
        raise _no_list_of_tensors()
    if tensor_dtype is not None and dtype != tensor_dtype:
        raise TypeError(f"tensor_dtype is {tensor_dtype}, but input is of type {dtype}")
    for v in inputs:
        expected = expected.merge_with(v.shape)
    return api.add_n(inputs)


def _no_list_of_tensors():
    return ValueError("inputs must be a list of at least one Tensor with the same dtype and shape")
