"""Rows of ragged tensors picked, joined and repeated: `tf.gather`, `tf.concat`, `tf.tile`, ..."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32, int64
from zeal.ops.array.gather import batch_gather, gather_nd
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where, where_v2
from zeal.ragged import partitions
from zeal.ragged.indexing import gathered
from zeal.ragged.reductions import is_rows, positive_axis


def _as_ragged(value):
    from zeal.ragged.ragged_tensor import as_ragged

    return as_ragged(value)


def _from_tensor(tensor, ragged_rank=1):
    from zeal.ragged.ragged_tensor import RaggedTensor

    return RaggedTensor.from_tensor(tensor, ragged_rank=ragged_rank)


def _from_row_splits(values, splits):
    from zeal.ragged.ragged_tensor import RaggedTensor

    return RaggedTensor.from_row_splits(values, splits, validate=False)


def ragged_size(input, name=None, out_type=int32):
    """How many values there are."""
    values = input.flat_values if is_rows(input) else input
    return api.cast(api.size(values), out_type)


def ragged_rank(input, name=None):
    """The number of axes."""
    return _native.convert(input.shape.ndims, int32)


# --- picked ---
def ragged_or_dense_gather(params, indices):
    """Rows by the numbers in a vector."""
    return gathered(params, indices) if is_rows(params) else api.gather(params, indices)


def ragged_gather(params, indices, validate_indices=None, name=None, axis=None, batch_dims=0):
    """Rows by their numbers."""
    params, indices = _as_ragged(params), _as_ragged(indices)
    if batch_dims and batch_dims in (-1, indices.shape.ndims - 1):
        return ragged_batch_gather(params, indices)
    if axis not in (None, 0) or batch_dims:
        raise NotImplementedError("tf.gather along an inner axis of ragged tensors is not built")
    if is_rows(indices):
        return indices.with_values(ragged_gather(params, indices.values))
    if not is_rows(params):
        return api.gather(params, indices)
    rank = indices.shape.ndims
    if rank is None:
        raise ValueError("indices.shape.ndims must be known statically")
    if rank == 0:
        return params[indices]
    if rank == 1:
        return gathered(params, indices)
    flat = gathered(params, api.reshape(indices, [-1]))
    return _from_tensor(indices, rank - 1).with_flat_values(flat)


def ragged_batch_gather(params, indices, name=None):
    """Rows by their numbers within the batch."""
    params, indices = _as_ragged(params), _as_ragged(indices)
    rank = indices.shape.ndims
    for what, x in (("indices", indices), ("params", params)):
        if x.shape.ndims is None:
            raise ValueError(f"batch_gather does not allow {what} with unknown shape.")
    if rank == 0:
        raise ValueError("indices.rank must be at least 1.")
    if not is_rows(params) and not is_rows(indices):
        return batch_gather(params, indices)
    if rank == 1:
        return ragged_gather(params, indices)
    if params.shape.ndims < rank:
        raise ValueError("batch shape from indices does not match params shape")
    params, indices = (x if is_rows(x) else _from_tensor(x) for x in (params, indices))
    splits = _batch_splits(params, indices, rank > 2)
    if rank > 2:
        indices = _from_row_splits(indices.values, splits)
        return indices.with_values(ragged_batch_gather(params.values, indices.values))
    rows = indices.value_rowids()
    numbers = api.cast(indices.values, params.row_splits.dtype)
    inside = api.reduce_all(api.less(numbers, api.gather(params.row_lengths(), rows)))
    inside = api.logical_and(inside, api.reduce_all(api.greater_equal(numbers, 0)))
    numbers = partitions.checked(numbers, [(inside, "an index is out of its row")])
    places = numbers + api.gather(params.row_starts(), rows)
    return indices.with_values(ragged_or_dense_gather(params.values, places))


def _batch_splits(params, indices, same):
    """The splits of indices, which must have as many rows as params, or the same ones."""
    splits, other = indices.row_splits, api.cast(params.row_splits, indices.row_splits.dtype)
    sizes = [x.shape.as_list()[0] for x in (other, splits)]
    if None not in sizes and sizes[0] != sizes[1]:
        raise ValueError(f"Dimensions {sizes[0] - 1} and {sizes[1] - 1} are not compatible")
    if not same:
        return splits
    words = "batch shape from indices does not match params shape"
    return partitions.checked(splits, [(api.reduce_all(api.equal(splits, other)), words)])


def ragged_gather_nd(params, indices, name=None, batch_dims=0):
    """Parts of rows by tuples of numbers."""
    params, indices = _as_ragged(params), _as_ragged(indices)
    if batch_dims:
        raise ValueError("batch_dims != 0 is not supported for ragged gather yet.")
    if indices.shape.ndims is None:
        raise ValueError("indices.rank be statically known.")
    if indices.shape.ndims == 0:
        raise ValueError("indices.rank must be at least 1.")
    if is_rows(indices):
        if indices.ragged_rank == indices.shape.ndims - 1:
            raise ValueError("The innermost dimension of indices may not be ragged")
        return indices.with_values(ragged_gather_nd(params, indices.values))
    if not is_rows(params):
        return gather_nd(params, indices)
    width = indices.shape._at(-1)
    if width is None:
        raise ValueError("indices.shape[-1] must be statically known.")
    rank = indices.shape.ndims
    if rank == 1:
        return params[tuple(indices[i] for i in range(width))] if width else params
    found = _tuples(params, api.reshape(indices, [-1, width]), width)
    if rank == 2:
        return found
    outer = _from_tensor(api.reduce_sum(indices, -1), rank - 2)
    return outer.with_flat_values(found)


def _tuples(params, indices, width):
    if width == 0:
        rows = api.cast(api.shape(indices)[0], int64)
        return ragged_gather(ragged_expand_dims(params, 0), range_(rows) * 0)
    first = api.cast(indices[:, 0], int64)
    if width == 1:
        return ragged_or_dense_gather(params, first)
    if not is_rows(params):
        return gather_nd(params, indices)
    inside = api.cast(indices[:, 1], params.row_splits.dtype)
    lengths = api.gather(params.row_lengths(), first)
    holds = api.reduce_all(api.logical_and(api.less(inside, lengths),
                                           api.greater_equal(inside, 0)))  # fmt: skip
    inside = partitions.checked(inside, [(holds, "an index is out of its row")])
    places = api.expand_dims(api.gather(params.row_starts(), first) + inside, 1)
    rest = api.cast(indices[:, 2:], places.dtype)
    return _tuples(params.values, api.concat([places, rest], 1), width - 1)


def ragged_boolean_mask(tensor, mask, name="boolean_mask", axis=None):
    """See `tf.ragged.boolean_mask`."""
    from zeal.ragged.functions import boolean_mask

    return boolean_mask(tensor, mask)


def ragged_where(condition, x=None, y=None, name=None):
    """Where a ragged condition holds; or elements, or whole rows, of one of two tensors."""
    from zeal.ragged.dispatch import map_flat_values

    if (x is None) != (y is None):
        raise ValueError("x and y must be either both None or both non-None")
    condition = _as_ragged(condition)
    if x is None:
        return where(condition.to_tensor(False) if is_rows(condition) else condition)
    x, y = _as_ragged(x), _as_ragged(y)
    if condition.shape.ndims != 1:
        return map_flat_values(where_v2, condition, x, y)
    both = ragged_concat([x, y], 0)
    rows = range_(api.cast(api.shape(condition)[0], int64))
    count = x.nrows(int64) if is_rows(x) else api.cast(api.shape(x)[0], int64)
    return ragged_or_dense_gather(both, where_v2(condition, rows, rows + count))


# --- joined ---
def ragged_concat(values, axis, name="concat"):
    """Ragged tensors one after the other, or row beside row."""
    values = list(values) if isinstance(values, (list, tuple)) else [values]
    if not values:
        raise ValueError("rt_inputs may not be empty.")
    if not isinstance(axis, int):
        raise TypeError(f"axis must be an int, not {type(axis).__name__}")
    values = [_as_ragged(v) for v in values]
    ranks = {v.shape.ndims for v in values} - {None}
    if len(ranks) > 1:
        raise ValueError("all inputs must have the same rank")
    ranked = next((v for v in values if v.shape.ndims is not None), values[0])
    axis = positive_axis(ranked, axis)
    if len(values) == 1:
        return values[0]
    if not any(map(is_rows, values)) and (axis + 1 == ranked.shape.ndims):
        return api.concat(values, axis)
    return _joined(_alike(values), axis)


def _alike(values):
    """All with as many ragged axes as the one with most."""
    values = [v if is_rows(v) else _from_tensor(v) for v in values]
    most = max(v.ragged_rank for v in values)
    return [_ragged_to(v, most) for v in values]


def _ragged_to(value, rank):
    more = rank - value.ragged_rank
    if not more:
        return value
    return value.with_flat_values(_from_tensor(value.flat_values, more))


def _joined(values, axis):
    if not is_rows(values[0]):
        return api.concat(values, axis)
    if axis == 0:
        return _below(values)
    if axis == 1:
        return _beside(values)
    splits = values[0].row_splits
    words = "Input tensors have incompatible shapes"
    same = [(api.reduce_all(api.equal(splits, v.row_splits)), words) for v in values[1:]]
    inner = _joined([v.values for v in values], axis - 1)
    return _from_row_splits(inner, partitions.checked(splits, same))


def _below(values):
    if all(is_rows(v.values) for v in values):
        inner = _below([v.values for v in values])
    else:
        inner = api.concat([v.values for v in values], 0)
    lengths = api.concat([v.row_lengths() for v in values], 0)
    return _from_row_splits(inner, partitions.splits_of_lengths(lengths))


def _beside(values):
    count = values[0].nrows()
    words = "Input tensors have incompatible shapes"
    count = partitions.checked(count, [(api.equal(count, v.nrows()), words) for v in values[1:]])
    numbers = api.reshape(stack([range_(count) + count * i for i in range(len(values))], 1), [-1])
    whole = gathered(_below(values), numbers)
    ends = api.gather(whole.row_splits, range_(count + 1) * len(values))
    return _from_row_splits(whole.values, ends)


def ragged_stack(values, axis=0, name="stack"):
    """Ragged tensors side by side along a new axis."""
    from zeal.ragged.functions import stack

    return stack(values, axis)


def ragged_expand_dims(input, axis=None, name=None, dim=None):
    """A new axis of size 1."""
    x, axis = _as_ragged(input), dim if axis is None else axis
    if not is_rows(x):
        return api.expand_dims(x, axis)
    rank = x.shape.ndims
    if axis < 0:
        if rank is None:
            raise ValueError("axis may only be negative if ndims is statically known.")
        axis += rank + 1
    if axis == 0:
        ends = stack([_native.convert(0, x.row_splits.dtype), x.nrows()])
        return _from_row_splits(x, ends)
    if axis == 1:
        return _from_row_splits(x, range_(x.nrows() + 1))
    return x.with_values(ragged_expand_dims(x.values, axis - 1))


def ragged_squeeze(input, axis=None, name=None, squeeze_dims=None):
    """Without axes of size 1, which are told."""
    x, axis = _as_ragged(input), squeeze_dims if axis is None else axis
    if not is_rows(x):
        return api.squeeze(x, axis)
    if axis is None:
        raise ValueError("Ragged.squeeze must have an axis argument.")
    if isinstance(axis, int):
        axis = [axis]
    if not isinstance(axis, (list, tuple)):
        raise TypeError("axis must be a list or tuple of integers")
    for a in sorted((positive_axis(x, a) for a in axis), reverse=True):
        x = _squeezed(x, a)
    return x


def _squeezed(x, axis):
    if not is_rows(x):
        return api.squeeze(x, [axis])
    if axis > 1:
        return x.with_values(_squeezed(x.values, axis - 1))
    sizes = x.row_lengths() if axis else x.nrows()
    holds = api.reduce_all(api.equal(sizes, _native.convert(1, sizes.dtype)))
    words = f"the given axis ({axis}) is not squeezable: its size is not 1"
    values = x.values
    if is_rows(values):
        checked = partitions.checked(values.flat_values, [(holds, words)])
        return values.with_flat_values(checked)
    return partitions.checked(values, [(holds, words)])


# --- repeated ---
def ragged_tile(input, multiples, name=None):
    """Each axis as many times as a vector says."""
    multiples = _native.convert(multiples)
    if not is_rows(input):
        return api.tile(input, multiples)
    x = _tiled_rows(input, multiples)
    count = x.nrows()
    times = api.cast(multiples[0], count.dtype)
    return gathered(x, api.floormod(range_(count * times), api.maximum(count, 1)))


def _tiled_rows(x, multiples):
    """All axes behind the first one."""
    values, dtype = x.values, x.row_splits.dtype
    if is_rows(values):
        values = _tiled_rows(values, multiples[1:])
    elif values.shape.ndims != 1:
        values = api.tile(values, api.concat([[1], api.cast(multiples[2:], int32)], 0))
    lengths = x.row_lengths()
    longer = lengths * api.cast(multiples[1], dtype)
    within, splits = partitions.all_from(lengths * 0, longer)
    starts, sizes = (partitions.repeated(v, longer) for v in (x.row_starts(), lengths))
    places = starts + api.floormod(within, api.maximum(sizes, 1))
    return _from_row_splits(ragged_or_dense_gather(values, places), splits)


def ragged_dynamic_partition(data, partitions, num_partitions, name=None):
    """The rows of each partition."""
    from zeal.ragged.functions import stack_dynamic_partitions

    stacked = stack_dynamic_partitions(data, partitions, num_partitions)
    return [stacked[i] for i in range(num_partitions)]
