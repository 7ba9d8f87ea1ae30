"""Rows and parts of rows of ragged tensors, by index."""

import numpy as np

from zeal import _native
from zeal._native import api
from zeal.dtypes import int64
from zeal.eager.control import get_static_value
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ragged import partitions

SLICE_TYPE_ERROR = (
    "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/"
    "tf.int64 tensors are valid indices"
)


def picked(ragged, key):
    """`ragged[key]`, for integers, slices, `...` and tf.newaxis.

    Raises:
      TypeError: the key is something else.
      ValueError: an integer stands where rows differ in length; or `...` where the rank is open.
      IndexError: there are more keys than axes, or `...` twice.
    """
    keys = list(key) if isinstance(key, (list, tuple)) else [key]
    for at, each in enumerate(keys):
        _check(each, at)
    if dots := [i for i, k in enumerate(keys) if k is Ellipsis]:
        _spell_out(ragged, keys, dots)
    return _picked(ragged, keys)


def _check(key, at):
    """Refuses a key that is none; `at` is its place."""
    if not isinstance(key, slice):
        if not _is_index(key):
            raise TypeError(f"{SLICE_TYPE_ERROR}, got {key!r}")
        return
    for parts, what in (((key.start, key.stop), "offsets"), ((key.step,), "strides")):
        if not all(map(_is_index, parts)):
            inner = f"slice {what} must be integers or None"
            raise TypeError(f"{inner if at else SLICE_TYPE_ERROR}, got {key!r}")


def _is_index(part):
    if isinstance(part, (_native.Tensor, _native.Variable)):
        return part.dtype.is_integer
    return part is None or part is Ellipsis or isinstance(part, (int, np.integer))


def _spell_out(ragged, keys, dots):
    if len(dots) > 1:
        raise IndexError("Only one `...` is allowed in a key")
    rank = ragged.shape.ndims
    if rank is None:
        raise ValueError("Ellipsis not supported for unknown shape RaggedTensors")
    missing = rank - sum(k is not None for k in keys) + 1
    if missing < 0:
        raise IndexError("Too many indices for RaggedTensor")
    keys[dots[0] : dots[0] + 1] = [slice(None)] * missing


def _picked(ragged, keys):
    if not keys:
        return ragged
    if not hasattr(ragged, "row_splits"):
        return ragged[tuple(keys)]
    first, *rest = keys
    if first is None:
        inner = _picked(ragged, rest)
        if not hasattr(inner, "row_splits"):
            return api.expand_dims(inner, 0)
        count = api.reshape(inner.nrows(), [1])
        return _with_splits(inner, api.concat([count * 0, count], 0))
    if not isinstance(first, slice):
        return _picked(row(ragged, first), rest)
    return _inner(_rows(ragged, first), rest)


def row(ragged, number):
    """One row."""
    number = _native.convert(number, None if isinstance(number, _native.Tensor) else int64)
    count = api.cast(ragged.nrows(), number.dtype)
    known, total = _native.known_value(number), _native.known_value(count)
    if known is not None and total is not None and not -int(total) <= int(known) < int(total):
        raise IndexError(f"Row key {int(known)} out of bounds: there are {int(total)} rows")
    begin, end = ragged.row_starts()[number], ragged.row_limits()[number]
    return ragged.values[begin:end]


def _rows(ragged, part):
    """Some rows."""
    if part == slice(None):
        return ragged
    if part.step in (None, 1):
        starts, limits = ragged.row_starts()[part], ragged.row_limits()[part]
    else:
        numbers = range_(ragged.nrows())[part]
        return gathered(ragged, numbers)
    return _between(ragged, starts, limits)


def gathered(ragged, numbers):
    """The rows of these numbers, of a vector."""
    starts, limits = (api.gather(x, numbers) for x in (ragged.row_starts(), ragged.row_limits()))
    return _between(ragged, starts, limits)


def _between(ragged, starts, limits):
    places, splits = partitions.all_from(starts, limits - starts)
    values = ragged.values
    pick = gathered if hasattr(values, "row_splits") else api.gather
    values = pick(values, places)
    return type(ragged)(values, splits, internal=True)


def _inner(ragged, keys):
    """Keys for what is behind the first axis."""
    if all(isinstance(k, slice) and k == slice(None) for k in keys):
        return ragged
    first, *rest = keys
    if first is None:
        inner = _inner(ragged, rest)
        return _with_splits(inner, range_(inner.nrows() + 1))
    if not isinstance(first, slice):
        raise ValueError("Cannot index into an inner ragged dimension.")
    if first != slice(None):
        ragged = _cut(ragged, first)
    if not rest:
        return ragged
    values = ragged.values
    if hasattr(values, "row_splits"):
        return ragged.with_values(_inner(values, rest))
    return ragged.with_values(values[(slice(None), *rest)])


def _with_splits(values, splits):
    return type(values)(values, splits, internal=True)


def _cut(ragged, part):
    """A slice of each row."""
    starts, limits = ragged.row_starts(), ragged.row_limits()
    step = 1 if part.step is None else part.step
    if isinstance(step, (_native.Tensor, _native.Variable)):
        known = get_static_value(step)
        step = api.cast(step, starts.dtype) if known is None else int(known)
    if isinstance(step, int) and step == 0:
        raise ValueError("slice step cannot be zero")
    back = api.cast(step < 0, starts.dtype)
    low, high = starts - back, limits - back
    begin = _place(part.start, starts, limits, low, high, low + back * (high - low))
    end = _place(part.stop, starts, limits, low, high, high - back * (high - low))
    if isinstance(step, int) and step == 1:
        return _between(ragged, begin, api.maximum(begin, end))
    lengths = api.maximum(-api.floordiv(begin - end, step), 0)
    within, splits = partitions.all_from(lengths * 0, lengths)
    places = partitions.repeated(begin, lengths) + within * step
    values = ragged.values
    pick = gathered if hasattr(values, "row_splits") else api.gather
    return type(ragged)(pick(values, places), splits, internal=True)


def _place(at, starts, limits, low, high, default):
    """Where an index lies in each row."""
    if at is None:
        return default
    at = api.cast(_native.convert(at), starts.dtype)
    known = _native.known_value(at)
    if known is None:
        moved = where_v2(api.less(at, 0), limits + at, starts + at)
    else:
        moved = limits + at if int(known) < 0 else starts + at
    return api.minimum(api.maximum(moved, low), high)
