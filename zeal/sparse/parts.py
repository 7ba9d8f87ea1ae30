"""Parts of sparse tensors: slices, splits, and rows of gradients."""

from zeal import _native
from zeal._native import api, convert
from zeal.dtypes import int64
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.where import where
from zeal.ops.indexed_slices import IndexedSlices
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor, as_sparse


@public("sparse.slice", "sparse_slice")
@named("SparseSlice")
def sparse_slice(sp_input, start, size, name=None):
    """A block of a sparse tensor.

    Args:
      sp_input: a SparseTensor.
      start: a vector: where the block begins.
      size: a vector of its sizes; it ends where the tensor ends.
      name: name of the op.

    Returns:
      A SparseTensor. Gradients flow to the values.

    Raises:
      TypeError: sp_input is dense.

    Example:
      >>> s = tf.SparseTensor([[0, 1], [1, 2]], [5, 6], [2, 3])
      >>> tf.sparse.slice(s, [0, 1], [2, 2]).indices.numpy().tolist()
      [[0, 0], [1, 1]]
    """
    sp_input = as_sparse(sp_input)
    return _block(sp_input, convert(start, int64), convert(size, int64))


def _block(x, start, size):
    shape = api.maximum(api.minimum(size, x.dense_shape - start), zeros_like(x.dense_shape))
    moved = x.indices - start
    inside = api.reduce_all(api.logical_and(moved >= zeros_like(moved), moved < shape), 1)
    kept = api.reshape(where(inside), [-1])
    return SparseTensor(api.gather(moved, kept), api.gather(x.values, kept), shape)


@public("sparse.split", "sparse_split")
@named("SparseSplit")
def sparse_split(
    keyword_required=None, sp_input=None, num_split=None, axis=None, name=None, split_dim=None
):
    """Splits a sparse tensor along an axis; the first parts are one larger where it must be.

    Args:
      keyword_required: takes no value: arguments are given by name.
      sp_input: a SparseTensor.
      num_split: the number of parts, an int.
      axis: the axis.
      name: name of the op.
      split_dim: deprecated alias of axis.

    Returns:
      A list of SparseTensors. Gradients flow to the values.

    Raises:
      ValueError: arguments are not named, or missing.
      InvalidArgumentError: num_split is not between 1 and the size.

    Example:
      >>> s = tf.SparseTensor([[0, 1], [0, 2]], [5, 6], [1, 3])
      >>> [p.dense_shape.numpy().tolist() for p in tf.sparse.split(sp_input=s, num_split=2, axis=1)]
      [[1, 2], [1, 1]]
    """
    if keyword_required is not None:
        raise ValueError("Keyword arguments are required for this function.")
    axis = split_dim if axis is None else axis
    for value, what in ((sp_input, "sp_input"), (num_split, "num_split"), (axis, "axis")):
        if value is None:
            raise ValueError(f"{what} is required")
    sp_input = as_sparse(sp_input)
    rank = sp_input.shape.ndims
    if rank is None:
        raise ValueError("sparse.split needs the rank of the sparse tensor to be known")
    if not -rank <= axis < rank:
        raise InvalidArgumentError(f"axis must be in range [{-rank}, {rank}), got {axis}")
    axis %= rank
    size = sp_input.shape.as_list()[axis]
    if num_split < 1 or (size is not None and num_split > size):
        raise InvalidArgumentError(
            "Input num_split should be between 1 and the splitting dimension size "
            f"({'?' if size is None else size}), got {num_split}"
        )
    return _parts(sp_input, num_split, axis, rank)


def _parts(x, count, axis, rank):
    along = _native.convert([int(i == axis) for i in range(rank)], int64)
    size = x.dense_shape[axis]
    each, larger = size // count, size % count
    start, found = zeros_like(size), []
    for i in range(count):
        own = each + api.cast(larger > i, int64)
        found.append(_block(x, start * along, x.dense_shape * (1 - along) + own * along))
        start = start + own
    return found


@public("sparse.mask", "sparse_mask")
@named("sparse_mask")
def sparse_mask(a, mask_indices, name=None):
    """Leaves out the rows of an IndexedSlices that have one of some indices.

    Args:
      a: an IndexedSlices.
      mask_indices: a vector of indices.
      name: name of the op.

    Returns:
      An IndexedSlices.

    Example:
      >>> a = tf.IndexedSlices(tf.constant([[1.0], [2.0]]), tf.constant([4, 7]))
      >>> tf.sparse.mask(a, [4]).indices.numpy().tolist()
      [7]
    """
    indices = convert(a.indices)
    same = api.equal(indices[:, None], convert(mask_indices, indices.dtype)[None])
    kept = api.reshape(where(api.logical_not(api.reduce_any(same, 1))), [-1])
    return IndexedSlices(api.gather(a.values, kept), api.gather(indices, kept), a.dense_shape)
