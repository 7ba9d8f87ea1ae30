"""tensorflow.python.ops.inplace_ops: rows of a tensor changed, in a new tensor."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype, int32
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros
from zeal.ops.array.scattered import (
    tensor_scatter_nd_add,
    tensor_scatter_nd_sub,
    tensor_scatter_nd_update,
)

__all__ = [
    "empty",
    "empty_like",
    "inplace_add",
    "inplace_sub",
    "inplace_update",
]


def _changed(op, whole, x, i, v):
    """The tensor x with v at index i: a row, rows at a vector of indices, or for None all of it."""
    x = _native.convert(x)
    v = _native.convert(v, x.dtype)
    if i is None:
        return whole(x, v)
    i = _native.convert(i, int32)
    if i.ndim == 0:
        i, v = api.reshape(i, [1]), api.expand_dims(v, 0)
    _check(x.shape, i.shape, v.shape)
    places = api.floormod(i, api.shape(x)[0])
    return op(x, api.expand_dims(places, 1), v)


def _check(x, i, v):
    if i.ndims not in (1, None):
        raise InvalidArgumentError(f"i must be a vector. {i}")
    if not x[1:].is_compatible_with(v[1:]):
        raise InvalidArgumentError(f"x and v shape doesn't match at index 1: {x} vs. {v}")
    if not i.is_compatible_with(v[:1]):
        raise InvalidArgumentError(f"i and x shape doesn't match at index 0: {i} vs. {v}")


def inplace_update(x, i, v):
    """x with v at index i; all of v where i is None."""
    return _changed(tensor_scatter_nd_update, lambda x, v: v, x, i, v)


def inplace_add(x, i, v):
    """x with v added at index i; everywhere where i is None."""
    return _changed(tensor_scatter_nd_add, api.add, x, i, v)


def inplace_sub(x, i, v):
    """x with v subtracted at index i; everywhere where i is None."""
    return _changed(tensor_scatter_nd_sub, api.subtract, x, i, v)


def empty(output_shape, dtype, init=False, name=None):
    """A tensor of a shape, whose elements say nothing; they are zeros."""
    return zeros(_native.convert(output_shape, int32), as_dtype(dtype), name)


def empty_like(x, init=None):
    """A tensor like x, whose elements say nothing; they are zeros."""
    x = _native.convert(x)
    return empty(api.shape(x), x.dtype)
