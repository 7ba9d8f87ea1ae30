"""tensorflow.python.ops.math_ops: what only TensorFlow's own code asks."""

from zeal import _native
from zeal._native import api, convert
from zeal.dtypes import int32
from zeal.eager.control import after
from zeal.effects.check import Assert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like
from zeal.ops.array.range import range as row_numbers
from zeal.ops.array.search import searchsorted
from zeal.ops.array.where import where_v2
from zeal.ops.indexed_slices import IndexedSlices
from zeal.sparse.segments import sparse_segment_mean, sparse_segment_sqrt_n, sparse_segment_sum

__all__ = [
    "_as_indexed_slices",
    "_as_indexed_slices_list",
    "_bucketize",
    "reduced_shape",
    "sparse_segment_mean_grad",
    "sparse_segment_sqrt_n_grad",
    "sparse_segment_mean_with_num_segments",
    "sparse_segment_sqrt_n_with_num_segments",
    "sparse_segment_sum_with_num_segments",
]


def _as_indexed_slices(x, optimize=True):
    """A tensor as IndexedSlices of all its rows. Raises TypeError for other objects."""
    if isinstance(x, IndexedSlices):
        return x
    if not isinstance(x, _native.Tensor):
        raise TypeError(f"Not a Tensor or IndexedSlices: {type(x)}")
    sizes = api.shape(x)
    return IndexedSlices(x, row_numbers(sizes[0]), sizes)


def _as_indexed_slices_list(inputs, optimize=True):
    """Each of a list as IndexedSlices; with int64 indices where they differ in that."""
    if not isinstance(inputs, (list, tuple)):
        raise TypeError(f"Expected a list or tuple, not a {type(inputs)}")
    slices = [_as_indexed_slices(x) for x in inputs]
    if len({s.indices.dtype for s in slices}) < 2:
        return slices
    return [IndexedSlices(s.values, api.cast(s.indices, "int64"), s.dense_shape) for s in slices]


def reduced_shape(input_shape, axes):
    """The sizes of a reduction that keeps its axes: those of input_shape, and 1 on each of `axes`.

    Args:
      input_shape: a vector of sizes.
      axes: a number or vector; negative ones count from the end.
    """
    sizes = api.cast(_native.convert(input_shape), int32)
    rank = api.size(sizes)
    axes = api.reshape(api.cast(_native.convert(axes), int32), [-1, 1])
    axes = api.floormod(axes + rank, rank)
    hits = api.scatter_nd(axes, ones_like(axes)[:, 0], api.reshape(rank, [1]))
    return where_v2(hits > 0, ones_like(sizes), sizes)


def sparse_segment_sum_with_num_segments(data, indices, segment_ids, num_segments, name=None):
    """Sums of rows by segment; see `tf.sparse.segment_sum`."""
    return sparse_segment_sum(data, indices, segment_ids, name, num_segments)


def sparse_segment_mean_with_num_segments(data, indices, segment_ids, num_segments, name=None):
    """Means of rows by segment; see `tf.sparse.segment_mean`."""
    return sparse_segment_mean(data, indices, segment_ids, name, num_segments)


def sparse_segment_sqrt_n_with_num_segments(data, indices, segment_ids, num_segments, name=None):
    """Sums by segment over the roots of their lengths; see `tf.sparse.segment_sqrt_n`."""
    return sparse_segment_sqrt_n(data, indices, segment_ids, name, num_segments)


def sparse_segment_mean_grad(grad, indices, segment_ids, output_dim0, name=None):
    """The gradient of `tf.sparse.segment_mean`, of data with output_dim0 rows.

    Args:
      grad: what flows back, a row for each segment.
      indices, segment_ids: as in `tf.sparse.segment_mean`; segments need not be sorted.
      output_dim0: an integer.
      name: name of the ops.
    """
    return _spread(grad, indices, segment_ids, output_dim0, lambda counts: counts, name)


def sparse_segment_sqrt_n_grad(grad, indices, segment_ids, output_dim0, name=None):
    """The gradient of `tf.sparse.segment_sqrt_n`; see `sparse_segment_mean_grad`."""
    return _spread(grad, indices, segment_ids, output_dim0, api.sqrt, name)


def _spread(grad, indices, segment_ids, rows, root, name):
    grad, ids, rows = convert(grad), convert(segment_ids, int32), convert(rows, int32)
    places, count = convert(indices, int32), api.shape(grad)[0]
    places, ids = (
        after([Assert(api.reduce_all(api.logical_and(api.greater_equal(x, 0), api.less(x, end))),
                      [f"{what} out of range [0, ", end, "): ", x])], x)
        for x, end, what in ((places, rows, "Index"), (ids, count, "Segment id"))
    )  # fmt: skip
    counts = api.unsorted_segment_sum(ones_like(ids), ids, count)
    share = api.gather(root(api.cast(counts, grad.dtype)), ids)
    shape = api.concat([api.shape(share), ones_like(api.shape(grad)[1:])], 0)
    parts = api.gather(grad, ids) / api.reshape(share, shape)
    return api.unsorted_segment_sum(parts, places, rows, name)


def _bucketize(input, boundaries, name=None):
    """The number of boundaries that are not above each element, as int32.

    Raises:
      TypeError: boundaries is no list.
      InvalidArgumentError: it is not sorted.
    """
    if not isinstance(boundaries, (list, tuple)):
        raise TypeError(
            f"Expected list for 'boundaries' argument to 'bucketize' Op, not {boundaries}."
        )
    if sorted(boundaries) != list(boundaries):
        raise InvalidArgumentError(f"Expected sorted boundaries, got {boundaries}")
    x = convert(input)
    edges = convert([float(edge) for edge in boundaries], "float64")
    flat = api.reshape(api.cast(x, "float64"), [-1])
    return api.reshape(searchsorted(edges, flat, "right"), api.shape(x), name)
