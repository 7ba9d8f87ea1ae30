"""Ops that pick parts of tensors by position."""

from collections import namedtuple

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import as_dtype, int64
from zeal.dtypes import bool as bool_
from zeal.ops.op_function import op_function

__all__ = [
    "batch_gather", "boolean_mask", "gather", "gather_nd", "scatter_nd", "sequence_mask", "slice",
    "strided_slice", "where", "where_v2",
]

TopKV2 = namedtuple("TopKV2", ["values", "indices"])
_make_tuple = tuple.__new__  # past the checks of a named tuple's own constructor

gather, scatter_nd, slice = api.gather, api.scatter_nd, api.slice


def batch_gather(params, indices, name=None):
    """Picks slices of each batch element along the last axis of indices.

    Args:
      params: tensor of shape `[b1, ..., bk, n, ...]`.
      indices: int32 or int64 tensor of shape `[b1, ..., bk, m]`.
      name: accepted for compatibility.

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
      name: accepted for compatibility.
      var: not built; must be None.

    Returns:
      A tensor of input_'s dtype.

    Raises:
      InvalidArgumentError: an index is out of range, a stride is 0.
      NotImplementedError: var is given.

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


@op_function("GatherNd", "params, indices")
def gather_nd(params, indices, name=None, batch_dims=0):
    """Picks slices at index tuples.

    Args:
      params: tensor of rank r.
      indices: int32 or int64 tensor of shape `[..., k]`, k <= r; its last axis holds the tuples.
      batch_dims: number of leading axes that params and indices share.
      name: accepted for compatibility.

    Returns:
      A tensor of shape `indices.shape[:-1] + params.shape[batch_dims + k:]`.

    Raises:
      InvalidArgumentError: a tuple is out of range, or too long.
      ValueError: batch_dims is negative, or not less than both ranks.

    Example:
      >>> tf.gather_nd([[1, 2], [3, 4]], [[0, 1], [1, 0]]).numpy().tolist()
      [2, 3]
    """
    batch_dims = int(batch_dims)  # also of a tensor
    if batch_dims == 0:
        return raw.GatherNd(params, indices)
    params, indices = _native.convert(params), _native.convert(indices)
    if batch_dims < 0:
        raise ValueError("tf.gather_nd does not allow negative batch_dims.")
    for name, ndim in (("indices", indices.ndim), ("params", params.ndim)):
        if batch_dims >= ndim:
            raise ValueError(f"batch_dims = {batch_dims} must be less than rank({name}) = {ndim}")
    # Puts the position within the batch in front of each tuple.
    lead = indices._shape_tuple()[:batch_dims]
    full = (*indices._shape_tuple()[:-1], 1)
    parts = []
    for axis, n in enumerate(lead):
        shape = [1] * len(full)
        shape[axis] = n
        numbers = raw.Cast(raw.Range(0, n, 1), indices.dtype)
        parts.append(raw.BroadcastTo(raw.Reshape(numbers, shape), full))
    return raw.GatherNd(params, raw.ConcatV2([*parts, indices], -1))


@op_function("Select", "condition, x:t, y:e")
def where(condition, x=None, y=None, name=None):
    """Finds where a condition holds, or picks elements by it.

    Args:
      condition: bool tensor (with x and y None: of any number dtype).
      x: None, or a tensor.
      y: None, or a tensor of x's shape and dtype. The condition has their shape, or is a vector
        that picks whole rows.
      name: accepted for compatibility.

    Returns:
      A tensor: with x and y None the positions of true elements, int64 of shape `[n, rank]`, else
      the elements of x where the condition holds and of y elsewhere.

    Raises:
      ValueError: only one of x and y is given.
      InvalidArgumentError: the shapes do not fit.

    Example:
      >>> tf.where([True, False], [1, 2], [3, 4]).numpy().tolist()
      [1, 4]
    """
    if x is None and y is None:
        return raw.Where(condition)
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    return raw.Select(condition, x, y)


def where_v2(condition, x=None, y=None, name=None):
    """Finds where a condition holds, or picks elements by it; condition, x and y broadcast.

    Args:
      condition: bool tensor (with x and y None: of any number dtype).
      x: None, or a tensor.
      y: None, or a tensor of x's dtype.
      name: accepted for compatibility.

    Returns:
      A tensor as `where` gives, of the broadcast shape.

    Raises:
      ValueError: only one of x and y is given.
      InvalidArgumentError: the shapes do not broadcast.

    Example:
      >>> tf.where_v2([True, False], 1, 2).numpy().tolist()
      [1, 2]
    """
    if x is None or y is None:
        return where(condition, x, y)
    return raw.SelectV2(condition, x, y)


def top_k(input, k=1, sorted=True, name=None):
    """Finds the k largest elements along the last axis.

    Args:
      input: tensor of real numbers, rank 1 or more.
      k: how many.
      sorted: the result is always sorted, largest first.
      name: accepted for compatibility.

    Returns:
      A namedtuple (values, indices); equal elements come in order of their indices.

    Raises:
      InvalidArgumentError: the last axis has fewer than k elements.

    Example:
      >>> tf.nn.top_k([1, 3, 2], 2).values.numpy().tolist()
      [3, 2]
    """
    return _make_tuple(TopKV2, raw.TopKV2(input, k, sorted))


def boolean_mask(tensor, mask, name="boolean_mask", axis=None):
    """Picks the elements where a mask is true.

    Args:
      tensor: tensor of rank n.
      mask: bool tensor of rank k, 1 <= k <= n; its shape is that of tensor from `axis` on.
      axis: the first axis the mask speaks of; 0 by default.
      name: accepted for compatibility.

    Returns:
      A tensor of rank n - k + 1: the picked slices in row-major order.

    Raises:
      ValueError: the mask is a scalar, or its shape does not fit.

    Example:
      >>> tf.boolean_mask([1, 2, 3], [True, False, True]).numpy().tolist()
      [1, 3]
    """
    return _native.boolean_mask(tensor, mask, 0 if axis is None else int(axis))


def sequence_mask(lengths, maxlen=None, dtype=bool_, name=None):
    """Marks the first elements of each row.

    Args:
      lengths: real tensor of any shape.
      maxlen: size of the new axis, rounded up; the greatest length by default.
      dtype: dtype of the result.
      name: accepted for compatibility.

    Returns:
      A tensor of shape `lengths.shape + [maxlen]`; entry j of a row is true where j is less than
      the row's length.

    Raises:
      ValueError: maxlen is no scalar.

    Example:
      >>> tf.sequence_mask([1, 3]).numpy().tolist()
      [[True, False, False], [True, True, True]]
    """
    lengths = _native.convert(lengths)
    if maxlen is None:
        maxlen = raw.Max(raw.Reshape(lengths, [-1]), [0])
        maxlen = raw.Maximum(maxlen, raw.ZerosLike(maxlen))
    elif (maxlen := _native.convert(maxlen)).ndim:
        raise ValueError("maxlen must be scalar for sequence_mask")
    compared = maxlen.dtype if maxlen.dtype.is_floating else int64  # int32 would cut lengths
    zero, one = raw.Cast(0, compared), raw.Cast(1, compared)
    row = raw.Range(zero, raw.Cast(maxlen, compared), one)
    mask = raw.Less(row, raw.Cast(raw.ExpandDims(lengths, -1), compared))
    return mask if as_dtype(dtype) is bool_ else raw.Cast(mask, dtype)


_native.set_hook("subscript", boolean_mask)
