"""tensorflow.python.framework.tensor_shape: shapes by functions."""

from zeal.tensor_shape import Dimension, TensorShape, as_shape, unknown_shape

__all__ = ["as_dimension", "as_shape", "matrix", "scalar", "unknown_shape", "vector"]


def as_dimension(value):
    """A `tf.Dimension`: the value itself if it is one."""
    return value if isinstance(value, Dimension) else Dimension(value)


def scalar():
    """The shape of a scalar."""
    return TensorShape([])


def vector(length):
    """The shape of a vector."""
    return TensorShape([length])


def matrix(rows, cols):
    """The shape of a matrix."""
    return TensorShape([rows, cols])
