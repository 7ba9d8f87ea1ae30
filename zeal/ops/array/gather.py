"""Slices picked by indices, in batches too."""

from zeal import _native
from zeal._native import api, raw
from zeal.nest.composite_tensor import CompositeTensor
from zeal.ops.array.range import range as range_
from zeal.ops.array.shape import size_along
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public


@public("batch_gather")
@named("BatchGather", "Reshape_3")
def batch_gather(params, indices, name=None):
    """Picks slices of each batch element along the last axis of indices.

    Args:
      params: tensor of shape `[b1, ..., bk, n, ...]`.
      indices: int32 or int64 tensor of shape `[b1, ..., bk, m]`.
      name: its name in graphs.

    Returns:
      A tensor of shape `[b1, ..., bk, m, ...]`.

    Raises:
      InvalidArgumentError: an index is out of range, or the batch axes differ.

    Example:
      >>> tf.batch_gather([[1, 2], [3, 4]], [[1], [0]]).numpy().tolist()
      [[2], [3]]
    """
    if not isinstance(indices, CompositeTensor):
        indices = _native.convert(indices)
    rank = indices.shape.ndims
    if rank is None:
        raise ValueError("batch_gather does not allow indices with unknown shape.")
    if rank == 0:
        raise ValueError("batch_gather: indices must have rank 1 or more.")
    return api.gather(params, indices, batch_dims=rank - 1)


def _number(batch_dims):
    """An int, also of a tensor whose value is known."""
    if isinstance(batch_dims, int):
        return batch_dims
    batch_dims = _native.convert(batch_dims)
    known = _native.known_value(batch_dims)
    return int(batch_dims if known is None else known)


@public("gather_nd", "manip.gather_nd")
@op_function("GatherNd", "params, indices")
def gather_nd(params, indices, name=None, batch_dims=0):
    """Picks slices at index tuples.

    Args:
      params: tensor of rank r.
      indices: int32 or int64 tensor of shape `[..., k]`, k <= r; its last axis holds the tuples.
      batch_dims: number of leading axes that params and indices share.
      name: its name in graphs.

    Returns:
      A tensor of shape `indices.shape[:-1] + params.shape[batch_dims + k:]`.

    Raises:
      InvalidArgumentError: a tuple is out of range, or too long.
      ValueError: batch_dims is negative, or not less than both ranks.

    Example:
      >>> tf.gather_nd([[1, 2], [3, 4]], [[0, 1], [1, 0]]).numpy().tolist()
      [2, 3]
    """
    batch_dims = _number(batch_dims)
    if batch_dims == 0:
        return raw.GatherNd(params, indices, name=name)
    params, indices = _native.convert(params), _native.convert(indices)
    if batch_dims < 0:
        raise ValueError("tf.gather_nd does not allow negative batch_dims.")
    for which, ndim in (("indices", indices.shape.ndims), ("params", params.shape.ndims)):
        if ndim is not None and batch_dims >= ndim:
            raise ValueError(f"batch_dims = {batch_dims} must be less than rank({which}) = {ndim}")
    return raw.GatherNd(params, api.concat([*_batch_numbers(indices, batch_dims), indices], -1))


def _batch_numbers(indices, batch_dims):
    """The position within the batch of each tuple, one tensor for each of the leading axes."""
    if indices.shape.ndims is None:
        full = api.concat([api.shape(indices)[:-1], [1]], 0)
        ones = api.fill(api.shape(full), 1)
    else:
        full = [*(size_along(indices, axis) for axis in range(indices.ndim - 1)), 1]
        ones = [1] * len(full)
    parts = []
    for axis in range(batch_dims):
        numbers = api.cast(range_(0, full[axis], 1), indices.dtype)
        behind = ones[axis + 1:]
        shape = [-1, *behind] if isinstance(behind, list) else api.concat([[-1], behind], 0)
        parts.append(api.broadcast_to(api.reshape(numbers, shape), full))
    return parts
