"""tensorflow.python.framework.common_shapes: shapes of results, as far as they are known."""

from zeal.ops.array.shape import broadcast_static_shape
from zeal.tensor_shape import TensorShape

__all__ = [
    "call_cpp_shape_fn", "broadcast_shape", "is_broadcast_compatible", "scalar_shape",
    "unknown_shape",
]  # fmt: skip


def unknown_shape(op):
    """A shape of unknown rank for each output of an operation."""
    return [TensorShape(None) for _ in op.outputs]


def broadcast_shape(shape_x, shape_y):
    """The shape of what two shapes are spread to. Raises ValueError where they do not fit."""
    return broadcast_static_shape(TensorShape(shape_x), TensorShape(shape_y))


def is_broadcast_compatible(shape_x, shape_y):
    """Whether two shapes of known rank may be spread to one."""
    if TensorShape(shape_x).ndims is None or TensorShape(shape_y).ndims is None:
        return False
    try:
        broadcast_shape(shape_x, shape_y)
    except ValueError:
        return False
    return True


def call_cpp_shape_fn(op, require_shape_fn=True):
    """The shapes of an operation's outputs, which it tells itself: a list."""
    return [output.shape for output in op.outputs]


def scalar_shape(op):
    """The shape of a scalar, in a list."""
    return [TensorShape([])]
