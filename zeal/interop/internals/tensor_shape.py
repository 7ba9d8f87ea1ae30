"""tensorflow.python.framework.tensor_shape: shapes by functions."""

from zeal.tensor_shape import TensorShape

__all__ = ["as_shape", "matrix", "scalar", "unknown_shape", "vector"]


def as_shape(shape):
    """What a shape is given as, as a TensorShape."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)


def unknown_shape(rank=None, **kwargs):
    """A shape of unknown sizes, and of unknown rank where rank is None."""
    rank = kwargs.pop("ndims", rank)
    if kwargs:
        raise TypeError(f"Unknown argument: {sorted(kwargs)}")
    return TensorShape(rank if rank is None else [None] * rank)


def scalar():
    """The shape of a scalar."""
    return TensorShape([])


def vector(length):
    """The shape of a vector."""
    return TensorShape([length])


def matrix(rows, cols):
    """The shape of a matrix."""
    return TensorShape([rows, cols])
