"""Sums of gathered rows by segment: tf.sparse.segment_sum and kin."""

from zeal import _native
from zeal._native import api, convert
from zeal.dtypes import int32
from zeal.eager.control import after
from zeal.effects.check import Assert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like
from zeal.ops.named import named
from zeal.public import public


def _summed(data, indices, segment_ids, num_segments):
    """Sums of the rows by segment, and how many rows each has, as a column of data's dtype."""
    data, ids = convert(data), _integers(segment_ids)
    whole = api.reshape(data, api.shape(data))  # gradients are dense, as TensorFlow's
    rows = api.gather(whole, _integers(indices))
    ones = ones_like(ids)
    counts = api.segment_sum(ones, ids)  # which refuses ids that are not sorted
    if num_segments is None:
        total = api.segment_sum(rows, ids)
    else:
        ids, num_segments = _of_some(ids, counts, api.cast(num_segments, int32))
        counts = api.unsorted_segment_sum(ones, ids, num_segments)
        total = api.unsorted_segment_sum(rows, ids, num_segments)
    counts = api.cast(api.maximum(counts, ones_like(counts)), data.dtype)
    shape = api.concat([api.shape(counts), ones_like(api.shape(rows)[1:])], 0)
    return total, api.reshape(counts, shape)


def _integers(values):
    empty = isinstance(values, (list, tuple)) and not values
    return convert(values, int32 if empty else None)


def _of_some(ids, counts, num_segments):
    """Sorted ids that were checked against the number of segments, and that number."""
    known = _native.known_value(num_segments)
    if known is not None and int(known) < 0:
        raise InvalidArgumentError("Cannot specify a negative value for num_segments")
    enough = api.less_equal(api.shape(counts)[0], num_segments)
    wait = Assert(enough, ["segment ids must be < num_segments"])
    return after([wait], ids), num_segments


@public("sparse.segment_sum", "sparse_segment_sum")
@named("SparseSegmentSum")
def sparse_segment_sum(data, indices, segment_ids, name=None, num_segments=None):
    """Sums rows of a tensor, which indices choose, by segment.

    Args:
      data: a tensor of numbers.
      indices: a vector of row numbers.
      segment_ids: a sorted vector of as many segments, one for each.
      name: name of the op.
      num_segments: how many segments there are; by default the last id and one.

    Returns:
      A tensor with a row for each segment, zeros where it has none. Gradients flow to data.

    Raises:
      InvalidArgumentError: ids are not sorted, are negative, or not below num_segments.

    Example:
      >>> tf.sparse.segment_sum([[1, 2], [3, 4]], [0, 1, 1], [0, 0, 1]).numpy().tolist()
      [[4, 6], [3, 4]]
    """
    return _summed(data, indices, segment_ids, num_segments)[0]


@public("sparse.segment_mean", "sparse_segment_mean")
@named("SparseSegmentMean")
def sparse_segment_mean(data, indices, segment_ids, name=None, num_segments=None):
    """Means of rows of a tensor, which indices choose, by segment.

    Args:
      data: a floating tensor.
      the others: as for `tf.sparse.segment_sum`.

    Returns:
      A tensor with a row for each segment, zeros where it has none. Gradients flow to data.

    Example:
      >>> tf.sparse.segment_mean([[1.0], [3.0]], [0, 1, 1], [0, 0, 1]).numpy().tolist()
      [[2.0], [3.0]]
    """
    total, counts = _summed(data, indices, segment_ids, num_segments)
    return total / counts


@public("sparse.segment_sqrt_n", "sparse_segment_sqrt_n")
@named("SparseSegmentSqrtN")
def sparse_segment_sqrt_n(data, indices, segment_ids, name=None, num_segments=None):
    """Sums of rows by segment, divided by the square root of how many there are.

    Args:
      data: a floating tensor.
      the others: as for `tf.sparse.segment_sum`.

    Returns:
      A tensor with a row for each segment, zeros where it has none. Gradients flow to data.

    Example:
      >>> tf.sparse.segment_sqrt_n([[1.0], [3.0]], [0, 1, 1, 1], [0, 0, 0, 0]).numpy().tolist()
      [[5.0]]
    """
    total, counts = _summed(data, indices, segment_ids, num_segments)
    return total / api.sqrt(counts)
