"""Tensors with other elements at some places."""

from zeal import _native
from zeal._native import api
from zeal.errors import InvalidArgumentError
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ops.math.segments import unsorted_segment_max
from zeal.ops.named import named
from zeal.public import public


def _parts(tensor, indices, updates):
    tensor, indices = _native.convert(tensor), _native.convert(indices)
    updates = _native.convert(updates, tensor.dtype)
    return tensor, indices, updates, api.shape(tensor, out_type=indices.dtype)


@public("tensor_scatter_nd_add", "tensor_scatter_add")
@named("TensorScatterAdd")
def tensor_scatter_nd_add(tensor, indices, updates, name=None):
    """Adds to elements or slices of a tensor.

    Args:
      tensor: the tensor.
      indices: int32 or int64 tensor of shape `[..., k]`: places of its first k axes.
      updates: what is added there, of shape `[..., rest of the tensor's]`.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: shapes do not fit, or a place is outside.

    Example:
      >>> tf.tensor_scatter_nd_add([1, 1, 1], [[0], [0]], [5, 2]).numpy().tolist()
      [8, 1, 1]
    """
    tensor, indices, updates, shape = _parts(tensor, indices, updates)
    return tensor + api.scatter_nd(indices, updates, shape)


@public("tensor_scatter_nd_sub", "tensor_scatter_sub")
@named("TensorScatterSub")
def tensor_scatter_nd_sub(tensor, indices, updates, name=None):
    """Subtracts from elements or slices of a tensor; see `tf.tensor_scatter_nd_add`.

    Args:
      tensor, indices, updates, name: as there.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: shapes do not fit, or a place is outside.

    Example:
      >>> tf.tensor_scatter_nd_sub([1, 1, 1], [[0], [0]], [5, 2]).numpy().tolist()
      [-6, 1, 1]
    """
    tensor, indices, updates, shape = _parts(tensor, indices, updates)
    return tensor - api.scatter_nd(indices, updates, shape)


@public("tensor_scatter_nd_update", "tensor_scatter_update")
@named("TensorScatterUpdate")
def tensor_scatter_nd_update(tensor, indices, updates, name=None):
    """Replaces elements or slices of a tensor; see `tf.tensor_scatter_nd_add`.

    Args:
      tensor, indices, updates, name: as there.

    Returns:
      A tensor of the same shape and dtype. Of several updates of one place, the last counts.

    Raises:
      InvalidArgumentError: shapes do not fit, or a place is outside.

    Example:
      >>> tf.tensor_scatter_nd_update([1, 1, 1], [[2]], [5]).numpy().tolist()
      [1, 1, 5]
    """
    tensor, indices, updates, shape = _parts(tensor, indices, updates)
    _check_updates(tensor, indices, updates)
    size = api.shape(indices, out_type=indices.dtype)
    depth, lead = size[-1], size[:-1]
    outer, inner = shape[:depth], shape[depth:]
    places, rows = api.reduce_prod(outer), api.reduce_prod(lead)
    hit = api.reshape(api.scatter_nd(indices, api.fill(lead, 1), outer), [-1]) > 0
    steps = api.cumprod(outer, exclusive=True, reverse=True)
    flat = api.reduce_sum(api.reshape(indices, stack([rows, depth])) * steps, 1)
    latest = unsorted_segment_max(range_(rows), flat, places)
    # Each place of the result among the old rows, with the updates behind them.
    source = where_v2(hit, places + latest, range_(places))
    parts = [(tensor, places), (updates, rows)]
    parts = [api.reshape(x, api.concat([[n], inner], 0)) for x, n in parts]
    return api.reshape(api.gather(api.concat(parts, 0), source), shape)


def _check_updates(tensor, indices, updates):
    """Raises where the shape of updates is known to be wrong."""
    depth = indices.shape._at(-1) if indices.shape.ndims else None
    if depth is None or tensor.shape.ndims is None:
        return
    wanted = indices.shape[:-1].concatenate(tensor.shape[depth:])
    if not wanted.is_compatible_with(updates.shape):
        raise InvalidArgumentError(
            "Must have updates.shape = indices.shape[:-1] + tensor.shape[indices.shape[-1]:], "
            f"{wanted}, got updates.shape {updates.shape}, indices.shape {indices.shape} and "
            f"tensor.shape {tensor.shape}"
        )
