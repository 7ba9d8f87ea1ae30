"""Selection by conditions and masks."""

import operator

from zeal import _native
from zeal._native import api, composites, raw
from zeal.dtypes import as_dtype, int32, int64
from zeal.dtypes import bool as bool_
from zeal.ops.array.range import range as range_
from zeal.ops.named import named
from zeal.ops.op_counts import count_behind
from zeal.ops.op_function import op_function
from zeal.public import public


@public("where")
@op_function("Select", "condition, x:t, y:e")
def where(condition, x=None, y=None, name=None):
    """Finds where a condition holds, or picks elements by it.

    Args:
      condition: bool tensor (with x and y None: of any number dtype).
      x: None, or a tensor.
      y: None, or a tensor of x's shape and dtype. The condition has their shape, or is a vector
        that picks whole rows.
      name: its name in graphs.

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
        return raw.Where(condition, name=name)
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    return raw.Select(condition, x, y, name=name)


@public("where_v2")
@named("SelectV2")
def where_v2(condition, x=None, y=None, name=None):
    """Finds where a condition holds, or picks elements by it; condition, x and y broadcast.

    Args:
      condition: bool tensor (with x and y None: of any number dtype).
      x: None, or a tensor.
      y: None, or a tensor of x's dtype.
      name: its name in graphs.

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


@public("boolean_mask")
@named("boolean_mask", "GatherV2")
def boolean_mask(tensor, mask, name="boolean_mask", axis=None):
    """Picks the elements where a mask is true.

    Args:
      tensor: tensor of rank n.
      mask: bool tensor of rank k, 1 <= k <= n; its shape is that of tensor from `axis` on.
      axis: the first axis the mask speaks of; 0 by default.
      name: its name in graphs.

    Returns:
      A tensor of rank n - k + 1: the picked slices in row-major order.

    Raises:
      TypeError: axis is no integer.
      ValueError: the mask is a scalar, or its shape does not fit.

    Example:
      >>> tf.boolean_mask([1, 2, 3], [True, False, True]).numpy().tolist()
      [1, 3]
    """
    return composites.boolean_mask(tensor, mask, 0 if axis is None else operator.index(axis))


@public("sequence_mask")
@named("SequenceMask", "Less")
def sequence_mask(lengths, maxlen=None, dtype=bool_, name=None):
    """Marks the first elements of each row.

    Args:
      lengths: real tensor of any shape.
      maxlen: size of the new axis, rounded up; the greatest length by default.
      dtype: dtype of the result.
      name: its name in graphs.

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
        maxlen = api.maximum(api.reduce_max(lengths), _native.convert(0, lengths.dtype))
    elif (maxlen := _native.convert(maxlen)).ndim:
        raise ValueError("maxlen must be scalar for sequence_mask")
    if lengths.dtype is maxlen.dtype:
        count_behind("sequence_mask of one dtype")
    as_given = maxlen.dtype.is_floating or lengths.dtype is maxlen.dtype is int32
    compared = maxlen.dtype if as_given else int64  # int32 would cut lengths
    zero, one = _native.convert(0, compared), _native.convert(1, compared)
    row = range_(zero, api.cast(maxlen, compared), one)
    mask = api.less(row, api.cast(api.expand_dims(lengths, -1), compared))
    return mask if dtype is None or as_dtype(dtype) is bool_ else api.cast(mask, dtype)


_native.set_hook("subscript", boolean_mask)
