"""Tensors with other elements at some places."""

from zeal import _native
from zeal._native import api
from zeal.ops.array.fill import ones_like
from zeal.ops.array.where import where_v2
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
    """Replaces elements or slices of a tensor of numbers; see `tf.tensor_scatter_nd_add`.

    Args:
      tensor, indices, updates, name: as there.

    Returns:
      A tensor of the same shape and dtype. Of several updates of one place, their mean counts.

    Raises:
      InvalidArgumentError: shapes do not fit, or a place is outside.

    Example:
      >>> tf.tensor_scatter_nd_update([1, 1, 1], [[2]], [5]).numpy().tolist()
      [1, 1, 5]
    """
    tensor, indices, updates, shape = _parts(tensor, indices, updates)
    counts = api.scatter_nd(indices, ones_like(updates), shape)
    placed = api.scatter_nd(indices, updates, shape)
    several = api.maximum(counts, ones_like(counts))
    mean = placed // several if tensor.dtype.is_integer else placed / several
    return where_v2(api.greater(counts, 0), mean, tensor)
