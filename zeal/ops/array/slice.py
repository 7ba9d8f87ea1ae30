"""Slices with begin, end and strides given as tensors."""

from zeal import _native
from zeal._native import raw
from zeal.ops.array.fill import ones_like
from zeal.public import public


@public("strided_slice")
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
        strides = ones_like(begin)
    return raw.StridedSlice(input_, begin, end, strides, begin_mask, end_mask, ellipsis_mask,
                            new_axis_mask, shrink_axis_mask)
