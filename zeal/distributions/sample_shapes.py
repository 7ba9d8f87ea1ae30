"""Shapes of samples: how many, then the batch's sizes, then the event's."""

import math

from zeal import _native
from zeal._native import api
from zeal.tensor_shape import TensorShape


def surely_alike(a, b):
    """Whether two `TensorShape`s are known and the same."""
    return a.is_fully_defined() and b.is_fully_defined() and a == b


def as_vector(sizes):
    """A sample shape, a number or a vector, as a vector, and how many samples that are.

    Returns:
      An int32 vector, and an integer, or a tensor where only the run knows it.

    Raises:
      ValueError: it has two or more axes.
    """
    rank = sizes.shape.ndims
    if rank is not None and rank > 1:
        raise ValueError("Input is neither scalar nor vector.")
    known = _native.known_value(sizes)
    if known is None:
        if rank != 1:
            sizes = api.reshape(sizes, [-1])  # a scalar is one number as well
        return sizes, api.reduce_prod(sizes)
    if rank == 0:
        n = known._tolist()
        return _native.convert([n], "int32", "sample_shape"), n
    return sizes, math.prod(known._tolist())


def set_known_sizes(samples, sizes, batch, event):
    """Tells a symbolic tensor of samples the sizes that are known.

    Args:
      samples: the tensor.
      sizes: int32 vector, the sample shape.
      batch, event: `TensorShape`s.
    """
    if not samples._symbolic or batch.ndims is None or event.ndims is None:
        return samples
    known = _native.known_value(sizes)
    if known is not None:
        first = TensorShape(known._tolist())
    elif sizes.shape.is_fully_defined():
        first = TensorShape([None] * sizes.shape.as_list()[0])
    else:
        return samples
    samples.set_shape(first.concatenate(batch).concatenate(event))
    return samples
