"""Ops that pick parts of tensors by position."""

from zeal import _native
from zeal._native import api, raw

__all__ = ["batch_gather", "gather", "slice", "strided_slice"]

slice = api.slice


def gather(params, indices, validate_indices=None, name=None, axis=None, batch_dims=0):
    """Picks slices along an axis.

    Args:
      params: tensor of rank 1 or more.
      indices: int32 or int64 tensor of any shape.
      axis: the axis to index; `batch_dims` by default.
      batch_dims: number of leading axes that params and indices share.

    Returns:
      A tensor of shape `params.shape[:axis] + indices.shape[batch_dims:] +
      params.shape[axis + 1:]`.

    Raises:
      InvalidArgumentError: an index is out of range.

    Example:
      >>> tf.gather([10, 20, 30], [2, 0]).numpy().tolist()
      [30, 10]
    """
    if batch_dims == 0:
        return raw.GatherV2(params, indices, axis)
    params, indices = _native.convert(params), _native.convert(indices)
    if axis is None:
        axis = batch_dims if batch_dims >= 0 else batch_dims + indices.ndim
    return raw.GatherV2(params, indices, axis, batch_dims)


def batch_gather(params, indices, name=None):
    """Picks slices of each batch element along the last axis of indices.

    Args:
      params: tensor of shape `[b1, ..., bk, n, ...]`.
      indices: int32 or int64 tensor of shape `[b1, ..., bk, m]`.

    Returns:
      A tensor of shape `[b1, ..., bk, m, ...]`.

    Raises:
      InvalidArgumentError: an index is out of range, or the batch axes differ.

    Example:
      >>> tf.batch_gather([[1, 2], [3, 4]], [[1], [0]]).numpy().tolist()
      [[2], [3]]
    """
    indices = _native.convert(indices)
    if indices.ndim == 0:
        raise ValueError("batch_gather: indices must have rank 1 or more.")
    return gather(params, indices, batch_dims=indices.ndim - 1)


def strided_slice(input_, begin, end, strides=None, begin_mask=0, end_mask=0, ellipsis_mask=0,
                  new_axis_mask=0, shrink_axis_mask=0, var=None, name=None):
    """Slices as Python does: `input_[begin[0]:end[0]:strides[0], ...]`.

    Args:
      input_: the tensor.
      begin: vector of int32 or int64.
      end: vector of the same length.
      strides: vector of the same length; ones by default.
      begin_mask: bit i set: begin[i] is open, as in `[:end]`.
      end_mask: bit i set: end[i] is open.
      ellipsis_mask: bit i set: entry i is an ellipsis; at most one.
      new_axis_mask: bit i set: entry i adds an axis of size 1.
      shrink_axis_mask: bit i set: entry i is a single index, its axis is dropped.

    Returns:
      A tensor of input_'s dtype.

    Raises:
      InvalidArgumentError: an index is out of range, a stride is 0.

    Example:
      >>> tf.strided_slice([1, 2, 3, 4], [0], [4], [2]).numpy().tolist()
      [1, 3]
    """
    if var is not None:
        raise NotImplementedError("strided_slice: assigning through var is not supported.")
    begin = _native.convert(begin)
    if strides is None:
        strides = raw.OnesLike(begin)
    return raw.StridedSlice(input_, begin, end, strides, begin_mask, end_mask, ellipsis_mask,
                            new_axis_mask, shrink_axis_mask)
