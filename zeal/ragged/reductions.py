"""Sums, means and their kin of ragged tensors: along axes, and of rows of one number."""

from functools import partial

from zeal import _native
from zeal._native import api
from zeal.dtypes import bool as bool_
from zeal.dtypes import float32, int32
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like
from zeal.ops.array.range import range as range_
from zeal.ops.math import segments as dense
from zeal.ragged import partitions


def positive_axis(ragged, axis, more=0):
    """An axis counted from the front, of a tensor that is to have some more of them."""
    if not hasattr(axis, "__index__"):
        raise TypeError(f"axis must be an int; got {type(axis).__name__}")
    rank = ragged.shape.ndims
    rank = rank if rank is None else rank + more
    if axis < 0 and rank is None:
        raise ValueError("axis may only be negative if ndims is statically known.")
    if rank is not None and not -rank <= axis < rank:
        raise ValueError(f"axis={axis} out of bounds: expected {-rank}<=axis<{rank}")
    return axis + rank if axis < 0 else axis


def is_rows(x) -> bool:
    """Whether a tensor is a ragged one."""
    return hasattr(x, "row_splits")


def _by_number(function, data, ids, count):
    """The rows of one number put together, element by element, the longest one's length each."""
    from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged

    data, ids = as_ragged(data), as_ragged(ids)
    if is_rows(ids):
        return _by_number(function, _inner(data, ids), ids.values, count)
    if not is_rows(data):
        return function(data, ids, api.cast(count, int32))
    ids = api.cast(ids, data.row_splits.dtype)
    longest = dense.unsorted_segment_max(data.row_lengths(), ids, api.cast(count, int32))
    splits = partitions.splits_of_lengths(api.maximum(longest, 0))
    shifts = api.gather(splits, ids) - data.row_starts()
    places = api.gather(shifts, data.value_rowids()) + range_(data.row_splits[-1])
    values = _by_number(function, data.values, places, splits[-1])
    return RaggedTensor.from_row_splits(values, splits, validate=False)


def _inner(data, ids):
    """The values of data, whose rows must be those of ragged ids."""
    words = "segment_ids.shape must be a prefix of data.shape"
    if not is_rows(data):
        raise ValueError(f"{words}, but segment_ids is ragged and data is not.")
    splits, other = (api.cast(x.row_splits, "int64") for x in (data, ids))
    if not splits.shape.is_compatible_with(other.shape):
        raise InvalidArgumentError(words)
    same = api.reduce_all(api.equal(splits, other))
    return _of_flat(lambda v: partitions.checked(v, [(same, words)]), data.values)


def _along(function, by_number, x, axis):
    """A reduction of a ragged tensor along one axis."""
    if not is_rows(x):
        return function(x, axis)
    if axis == 1:
        return _by_number(by_number, x.values, x.value_rowids(), x.nrows())
    if axis > 1:
        return x.with_values(_along(function, by_number, x.values, axis - 1))
    columns = range_(x.row_splits[-1]) - api.gather(x.row_starts(), x.value_rowids())
    none = _native.convert([0], x.row_splits.dtype)
    longest = api.reduce_max(api.concat([x.row_lengths(), none], 0))
    return _by_number(by_number, x.values, columns, longest)


def reduced(function, by_number, input_tensor, axis=None, keepdims=None, **others):
    """A ragged tensor reduced along some axes, by default all.

    Args:
      function: the reduction of tensors, of a tensor and axes.
      by_number: that of rows of one number, of a tensor, the numbers and how many there are.
      input_tensor: the tensor.
      axis: an axis or a list of them.
      keepdims, others: must be None.
    """
    if keepdims or any(v is not None for v in others.values()):
        raise ValueError("keepdims=True is not supported for RaggedTensors.")
    from zeal.ragged.ragged_tensor import as_ragged

    x = as_ragged(input_tensor)
    if not is_rows(x):
        return function(x, axis)
    if axis is None:
        return function(x.flat_values)
    axes = axis if isinstance(axis, (list, tuple)) else _known_axes(axis)
    if len({positive_axis(x, a) for a in axes}) == x.shape.ndims:
        return function(x.flat_values)
    for a in sorted((positive_axis(x, a) for a in axes), reverse=True):
        x = _along(function, by_number, x, a)
    return x


def _known_axes(axis):
    if not isinstance(axis, _native.Tensor):
        return [axis]
    known = _native.known_value(axis)
    if known is None:
        raise ValueError("axis must be known at graph construction time.")
    return known.numpy().ravel().tolist()


def _of_flat(function, x):
    return x.with_flat_values(function(x.flat_values)) if is_rows(x) else function(x)


def _as_integers(reduce):
    """A reduction of bools by one of their numbers 0 and 1."""

    def of_bools(input_tensor, axis=None, keepdims=None, **others):
        from zeal.ragged.ragged_tensor import as_ragged

        numbers = _of_flat(lambda v: api.cast(v, int32), as_ragged(input_tensor))
        return _of_flat(
            lambda v: api.cast(v, bool_), reduce(numbers, axis, keepdims, **others))  # fmt: skip

    return of_bools


def _divided(total, number):
    if is_rows(total):
        return total.with_flat_values(total.flat_values / number.flat_values)
    return total / number


ragged_reduce_sum = partial(reduced, api.reduce_sum, api.unsorted_segment_sum)
ragged_reduce_max = partial(reduced, api.reduce_max, dense.unsorted_segment_max)
ragged_reduce_min = partial(reduced, api.reduce_min, dense.unsorted_segment_min)
ragged_reduce_prod = partial(reduced, api.reduce_prod, dense.unsorted_segment_prod)
ragged_reduce_any = _as_integers(ragged_reduce_sum)
ragged_reduce_all = _as_integers(ragged_reduce_prod)


def ragged_reduce_mean(input_tensor, axis=None, keepdims=None, **others):
    """Means: sums by how many there are."""
    from zeal.ragged.ragged_tensor import as_ragged

    x = as_ragged(input_tensor)
    total = ragged_reduce_sum(x, axis, keepdims, **others)
    return _divided(total, ragged_reduce_sum(_of_flat(ones_like, x), axis, keepdims, **others))


def _segments(function):
    def segments(data, segment_ids, num_segments, name=None):
        return _by_number(function, data, segment_ids, _native.convert(num_segments))

    return segments


segment_sum = _segments(api.unsorted_segment_sum)
segment_prod = _segments(dense.unsorted_segment_prod)
segment_min = _segments(dense.unsorted_segment_min)
segment_max = _segments(dense.unsorted_segment_max)


def segment_mean(data, segment_ids, num_segments, name=None):
    """The means of rows of one number, element by element."""
    from zeal.ragged.ragged_tensor import as_ragged

    data = as_ragged(data)
    total = segment_sum(data, segment_ids, num_segments)
    return _divided(total, segment_sum(_of_flat(ones_like, data), segment_ids, num_segments))


def segment_sqrt_n(data, segment_ids, num_segments, name=None):
    """The sums of rows of one number by the root of how many there are, element by element."""
    from zeal.ragged.ragged_tensor import as_ragged

    data = as_ragged(data)
    if data.dtype.is_integer:
        data = _of_flat(lambda v: api.cast(v, float32), data)
    number = segment_sum(_of_flat(ones_like, data), segment_ids, num_segments)
    return _divided(segment_sum(data, segment_ids, num_segments), _of_flat(api.sqrt, number))


ragged_unsorted_segment_sum, ragged_unsorted_segment_mean = segment_sum, segment_mean
ragged_unsorted_segment_max, ragged_unsorted_segment_min = segment_max, segment_min
ragged_unsorted_segment_prod, ragged_unsorted_segment_sqrt_n = segment_prod, segment_sqrt_n
