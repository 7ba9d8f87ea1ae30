"""How rows divide values: splits from lengths, starts, limits and numbers of rows, and back."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32, int64
from zeal.eager.control import after
from zeal.effects.check import Assert
from zeal.ops.array.fill import ones_like, zeros
from zeal.ops.array.range import range as range_
from zeal.ops.array.reorder import repeat


def integers(value, name):
    """A tensor of integers; plain values take int64.

    Raises:
      TypeError: they are other numbers.
    """
    value = _converted(value, int64)
    if not value.dtype.is_integer:
        raise TypeError(f"{name} must be an integer tensor; dtype={value.dtype}")
    return value


def as_partition(values, partition, name):
    """A row partition as an int32 or int64 vector; plain values take int64.

    Raises:
      ValueError: it has another dtype than these or the splits below, or is no vector.
    """
    from zeal.ragged.ragged_tensor import RaggedTensor

    wanted = values.row_splits.dtype if isinstance(values, RaggedTensor) else int64
    partition = _converted(partition, wanted)
    if partition.dtype not in (int32, int64):
        raise ValueError(f"{name} must have dtype int32 or int64")
    if isinstance(values, RaggedTensor) and partition.dtype != wanted:
        raise ValueError(
            f"dtype mismatch: {name} ({partition.dtype!r}) vs values.row_splits ({wanted!r})")
    partition.shape.assert_has_rank(1)
    return partition


def _converted(partition, wanted):
    """A tensor; of plain values in the dtype that is wanted, if they are integers."""
    if isinstance(partition, (_native.Tensor, _native.Variable)):
        return _native.convert(partition)
    parts = partition if isinstance(partition, (list, tuple)) else ()
    if any(isinstance(part, _native.Tensor) for part in parts):
        packed = _native.convert(partition)
        return api.cast(packed, wanted) if packed.dtype.is_integer else packed
    import numpy as np

    array = np.asarray(partition)
    if array.size and array.dtype.kind in "iu" and array.dtype not in (np.int32, np.int64):
        return _native.convert(array)
    plain = not isinstance(partition, (np.ndarray, np.generic)) and array.dtype.kind in "iu"
    return _native.convert(partition, wanted if plain or not array.size else None)


def checked(x, conditions):
    """x behind conditions, pairs of a bool tensor and what to say."""
    return after([Assert(holds, [words]) for holds, words in conditions], x)


def splits_of_lengths(lengths):
    """Where rows of these lengths begin and end."""
    return api.concat([zeros([1], lengths.dtype), api.cumsum(lengths)], 0)


def lengths_of(splits):
    """The lengths of rows."""
    return splits[1:] - splits[:-1]


def splits_of_row_numbers(rows, count):
    """Splits of rows, where each value tells the number of its row, in order."""
    lengths = api.unsorted_segment_sum(ones_like(rows), rows, count)
    return splits_of_lengths(lengths)


def row_numbers(splits):
    """The number of each value's row."""
    count = api.cast(api.shape(splits)[0] - 1, splits.dtype)
    return repeated(range_(count), lengths_of(splits))


def repeated(x, counts):
    """Each element of a vector as often as its count says."""
    return repeat(x, api.cast(counts, int32), 0)


def all_from(starts, lengths):
    """The numbers from each start on, as many as its length, one after the other.

    Returns:
      A vector, and the splits of its rows.
    """
    splits = splits_of_lengths(lengths)
    shifts = repeated(starts - splits[:-1], lengths)
    return shifts + range_(splits[-1]), splits
