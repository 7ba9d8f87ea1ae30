"""Rows and parts of rows of ragged tensors, by index."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int64
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ragged import partitions


def picked(ragged, key):
    """`ragged[key]`, for integers and slices.

    Raises:
      ValueError: an integer stands where rows differ in length.
      NotImplementedError: the key has a form that is not built.
    """
    keys = list(key) if isinstance(key, (list, tuple)) else [key]
    if Ellipsis in [k for k in keys if isinstance(k, type(Ellipsis))]:
        at = keys.index(Ellipsis)
        missing = ragged.shape.ndims - (len(keys) - 1)
        keys[at : at + 1] = [slice(None)] * missing
    return _picked(ragged, keys)


def _picked(ragged, keys):
    if not keys:
        return ragged
    if not hasattr(ragged, "row_splits"):
        return ragged[tuple(keys)]
    first, *rest = keys
    if first is None:
        raise NotImplementedError("a new axis of a ragged tensor is not built in zeal: tf.newaxis")
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


def _cut(ragged, part):
    """A slice of each row."""
    if part.step not in (None, 1):
        raise NotImplementedError("steps within ragged rows are not built in zeal")
    starts, limits = ragged.row_starts(), ragged.row_limits()
    return _between(ragged, _place(part.start, starts, limits, starts),
                    api.maximum(_place(part.stop, starts, limits, limits),
                                _place(part.start, starts, limits, starts)))  # fmt: skip


def _place(at, starts, limits, default):
    """Where an index lies in each row."""
    if at is None:
        return default
    at = api.cast(_native.convert(at), starts.dtype)
    known = _native.known_value(at)
    if known is None:
        moved = where_v2(api.less(at, 0), limits + at, starts + at)
    else:
        moved = limits + at if int(known) < 0 else starts + at
    return api.minimum(api.maximum(moved, starts), limits)
