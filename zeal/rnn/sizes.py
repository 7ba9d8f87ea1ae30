"""Sizes of states and outputs of cells, which are integers or shapes, behind batch and time."""

from zeal import _native
from zeal.tensor_shape import as_shape

api = _native.api


def lengths_of(size):
    """A size as a list: `[size]` for an integer, its lengths for a shape."""
    if hasattr(size, "as_list"):
        return size.as_list()
    if isinstance(size, (list, tuple)):
        return [n for part in size for n in lengths_of(part)]
    if isinstance(size, _native.Tensor):
        known = _native.known_value(size)
        return [size] if known is None else lengths_of(known._tolist())
    return [getattr(size, "value", size)]


def sizes_behind(first, size):
    """What `tf.zeros` takes for rows of a size: the lengths of first axes, then the size's."""
    return [*first, *lengths_of(size)]


def shape_behind(first, size):
    """The same as far as it is known, a TensorShape."""
    lengths = [*first, *lengths_of(size)]
    return as_shape([None if isinstance(n, _native.Tensor) else n for n in lengths])


def batch_size_of(time_major):
    """The length of the second axis of some tensors: an integer where one knows it.

    Raises:
      ValueError: a tensor has no second axis.
    """
    for tensor in time_major:
        if tensor.shape.ndims is None:
            continue
        if tensor.shape.ndims < 2:
            raise ValueError(f"Expected input tensor {tensor} to have rank at least 2")
        if tensor.shape._at(1) is not None:
            return tensor.shape._at(1)
    return api.shape(time_major[0])[1]


def swapped(tensor):
    """A tensor with its first two axes changed for one another; of lower rank, itself."""
    if not hasattr(tensor, "shape"):
        return tensor
    rank = tensor.shape.ndims
    if rank is None:
        return _swapped_of_unknown_rank(tensor)
    return tensor if rank < 2 else api.transpose(tensor, [1, 0, *range(2, rank)])


def _swapped_of_unknown_rank(tensor):
    from zeal.ops.array.range import range as indices

    return api.transpose(tensor, api.concat([[1, 0], indices(2, api.rank(tensor))], 0))
