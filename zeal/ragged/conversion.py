"""Ragged tensors from dense and sparse ones, and back; lengths and bounds."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype, int64
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import boolean_mask, where_v2
from zeal.ragged import partitions
from zeal.sparse.sparse_tensor import SparseTensor, is_sparse


def to_tensor(ragged, default_value):
    """The rows side by side, filled up with the default."""
    values, splits = ragged.values, ragged.row_splits
    if hasattr(values, "row_splits"):
        values = to_tensor(values, default_value)
    lengths = partitions.lengths_of(splits)
    longest = api.reduce_max(api.concat([lengths, _native.convert([0], splits.dtype)], 0))
    columns = range_(longest)
    places = api.expand_dims(splits[:-1], 1) + columns
    inside = api.less(columns, api.expand_dims(lengths, 1))
    rest = _default_row(values, default_value)
    count = api.cast(api.shape(values)[0], splits.dtype)
    dense = api.gather(api.concat([values, rest], 0), where_v2(inside, places, count))
    dense.set_shape(ragged.shape)
    return dense


def _default_row(values, default_value):
    """One row more of values, of the default."""
    if default_value is None:
        default_value = b"" if values.dtype == "string" else 0
        default_value = False if values.dtype == "bool" else default_value
    default = _native.convert(default_value, values.dtype)
    _check_default(default.shape, values.shape)
    shape = api.shape(values)
    return api.broadcast_to(default, api.concat([[1], shape[1:]], 0))


def _check_default(default, values):
    """Raises ValueError where a default's shape does not broadcast to that of a value."""
    if default.ndims is None or values.ndims is None:
        return
    default, row = default.with_rank_at_most(values.ndims - 1), values[1:]
    pairs = zip(default.as_list()[::-1], row.as_list()[::-1], strict=False)
    if any(None not in (a, b) and a not in (1, b) for a, b in pairs):
        raise ValueError(f"Shapes {default} and {row} are incompatible")


def from_tensor(cls, tensor, lengths, padding, ragged_rank, row_splits_dtype):
    """See `tf.RaggedTensor.from_tensor`."""
    if lengths is not None and padding is not None:
        raise ValueError("Specify lengths or padding, but not both")
    if not isinstance(ragged_rank, int):
        raise TypeError(f"ragged_rank expected int, got {ragged_rank!r}")
    if ragged_rank <= 0:
        raise ValueError(f"ragged_rank must be greater than 0; got {ragged_rank}")
    tensor, dtype = _native.convert(tensor), as_dtype(row_splits_dtype)
    if isinstance(lengths, (list, tuple)) and lengths and not isinstance(lengths[0], (int, float)):
        return _of_nested_lengths(cls, tensor, lengths, ragged_rank, dtype)
    tensor.shape.with_rank_at_least(ragged_rank + 1)
    shape = api.cast(api.shape(tensor), dtype)
    if ragged_rank > 1:
        flat = api.reshape(tensor, api.concat([[-1], api.shape(tensor)[2:]], 0))
        inner = from_tensor(cls, flat, lengths, padding, ragged_rank - 1, dtype)
        return cls.from_row_splits(inner, _even(shape[0], shape[1]), validate=False)
    rows, columns = shape[0], shape[1]
    if padding is not None:
        padding = _native.convert(padding, tensor.dtype)
        padding.shape.assert_is_compatible_with(tensor.shape[2:])
        lengths = _without(tensor, padding, columns, dtype)
    elif lengths is None:
        flat = api.reshape(tensor, api.concat([[-1], api.shape(tensor)[2:]], 0))
        return cls.from_row_splits(flat, _even(rows, columns), validate=False)
    lengths = api.cast(partitions.integers(lengths, "lengths"), dtype)
    lengths = api.clip_by_value(lengths, 0, columns)
    kept = api.less(range_(columns), api.expand_dims(lengths, 1))
    return cls.from_row_lengths(boolean_mask(tensor, kept), lengths, validate=False)


def _of_nested_lengths(cls, tensor, lengths, ragged_rank, dtype):
    """The rows of a tensor cut to a vector of lengths for each ragged axis, outermost first."""
    if ragged_rank not in (1, len(lengths)):
        raise ValueError(
            "If lengths is a tuple of row_lengths, then ragged_rank must be len(lengths)."
        )
    tensor.shape.with_rank_at_least(len(lengths) + 1)
    rows = from_tensor(cls, tensor, _native.convert(lengths[0]), None, 1, dtype)
    if len(lengths) == 1:
        return rows
    return rows.with_values(_of_nested_lengths(cls, rows.values, lengths[1:], 1, dtype))


def _even(rows, columns):
    """The splits of rows of one length."""
    return range_(rows + 1) * columns


def _without(tensor, padding, columns, dtype):
    """How long each row is without padding at its end."""
    same = api.equal(tensor, padding)
    if tensor.shape.ndims > 2:
        same = api.reduce_all(same, list(range(2, tensor.shape.ndims)))
    counts = where_v2(same, _native.convert(0, dtype), range_(columns) + 1)
    return api.reduce_max(counts, 1)


def from_sparse(cls, sparse, row_splits_dtype):
    """See `tf.RaggedTensor.from_sparse`."""
    if not is_sparse(sparse):
        raise TypeError(f"Expected SparseTensor, got {type(sparse).__name__}")
    indices, values, shape = (
        _native.convert(x) for x in (sparse.indices, sparse.values, sparse.dense_shape)
    )
    if shape.shape.num_elements() not in (2, None):
        raise ValueError("rank(st_input) must be 2")
    rows = api.cast(indices[:, 0], row_splits_dtype)
    found = cls.from_value_rowids(values, rows, shape[0], validate=False)
    starts = api.gather(found.row_starts(), rows)
    expected = range_(api.cast(api.shape(rows)[0], rows.dtype)) - starts
    right = api.reduce_all(api.equal(api.cast(indices[:, 1], rows.dtype), expected))
    words = "SparseTensor is not right-ragged"
    return found.with_values(partitions.checked(values, [(right, words)]))


def to_sparse(ragged):
    """A `tf.SparseTensor` of the values, one column per ragged axis."""
    at, bounds = _places(ragged)
    return SparseTensor(at, _flat(ragged), api.cast(bounds, int64))


def _flat(ragged):
    return api.reshape(ragged.flat_values, [-1])


def _places(ragged):
    """Where each innermost value stands, an int64 matrix, and the bounding shape."""
    bounds = bounding_shape(ragged, None, int64)
    rank = ragged.shape.ndims
    dense = to_tensor(ragged.with_flat_values(_numbered(ragged)), -1)
    flat = api.reshape(dense, [-1])
    kept = boolean_mask(range_(api.cast(api.size(flat), int64)), api.greater_equal(flat, 0))
    columns, rest = [], kept
    for axis in reversed(range(rank)):
        size = bounds[axis]
        columns.append(api.floormod(rest, size))
        rest = api.floordiv(rest, size)
    return stack(columns[::-1], 1), bounds


def _numbered(ragged):
    """The numbers of the innermost values, in their shape."""
    flat = ragged.flat_values
    return api.reshape(range_(api.cast(api.size(flat), int64)), api.shape(flat))


def row_lengths(ragged, axis):
    """See `tf.RaggedTensor.row_lengths`."""
    rank = ragged.shape.ndims
    if axis < 0:
        axis += rank
    if axis == 0:
        return ragged.nrows()
    if axis == 1:
        return partitions.lengths_of(ragged.row_splits)
    inner = ragged.values
    if hasattr(inner, "row_splits"):
        return ragged.with_values(row_lengths(inner, axis - 1))
    size = api.cast(api.shape(inner)[axis - 1], ragged.row_splits.dtype)
    return ragged.with_values(api.broadcast_to(size, api.shape(inner)[: axis - 1]))


def bounding_shape(ragged, axis, out_type):
    """See `tf.RaggedTensor.bounding_shape`."""
    dtype = as_dtype(out_type or ragged.row_splits.dtype)
    parts = [ragged.nrows(dtype)]
    for splits in ragged.nested_row_splits:
        lengths = api.cast(partitions.lengths_of(splits), dtype)
        parts.append(api.reduce_max(api.concat([lengths, _native.convert([0], dtype)], 0)))
    inner = api.cast(api.shape(ragged.flat_values)[1:], dtype)
    bounds = api.concat([stack(parts), inner], 0)
    return bounds if axis is None else api.gather(bounds, axis)
