"""tensorflow.python.data.util.convert: arguments of datasets as tensors."""

from zeal._native import Tensor, convert
from zeal.dtypes import int64
from zeal.tensor_shape import Dimension, as_shape

__all__ = ["optional_param_to_tensor", "partial_shape_to_tensor"]


def optional_param_to_tensor(
    argument_name, argument_value, argument_default=0, argument_dtype=int64
):
    """A value, or the default where it is None, as a tensor."""
    value = argument_default if argument_value is None else argument_value
    return convert(value, argument_dtype)


def _size(n):
    """A size as an int or None."""
    return n.value if isinstance(n, Dimension) else n


def partial_shape_to_tensor(shape_like):
    """A shape as a vector of int64, -1 where a size is open; tensors of shapes as they are.

    Raises:
      TypeError: it is neither; ValueError: a tensor is not a vector of int64.
    """
    if not isinstance(shape_like, Tensor):
        sizes = shape_like if isinstance(shape_like, (list, tuple)) else as_shape(shape_like)
        return convert([-1 if n is None else n for n in map(_size, sizes)], int64)
    if shape_like.shape.ndims != 1:
        raise ValueError(
            f"The given shape {shape_like} must be a 1-D tensor of tf.int64 values, but the shape "
            f"was {shape_like.shape}."
        )
    if shape_like.dtype != int64:
        raise TypeError(
            f"The given shape {shape_like} must be a 1-D tensor of tf.int64 values, but the "
            f"element type was {shape_like.dtype.name}."
        )
    return shape_like
