"""What functions of whole rows give for ragged tensors: sums, means, joined rows."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32, int64
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as range_
from zeal.ragged import partitions
from zeal.ragged.indexing import gathered


def _axis_of(ragged, axis):
    if isinstance(axis, (list, tuple)):
        if len(axis) != 1:
            raise NotImplementedError("several axes of a ragged tensor are not built in zeal")
        axis = axis[0]
    return axis + ragged.shape.ndims if axis < 0 else axis


def _reduction(function, by_segments):
    def reduce(input_tensor, axis=None, keepdims=False, **others):
        if keepdims or any(v is not None for v in others.values()):
            raise NotImplementedError("keepdims of a ragged tensor is not built in zeal")
        if axis is None:
            return function(input_tensor.flat_values)
        axis = _axis_of(input_tensor, axis)
        if axis == 0:
            return _down(input_tensor, by_segments)
        if axis == 1:
            values = input_tensor.values
            if hasattr(values, "row_splits"):
                raise NotImplementedError(
                    "reductions of an axis before a ragged one are not built in zeal"
                )
            rows, count = input_tensor.value_rowids(), input_tensor.nrows(int32)
            return by_segments(values, rows, count)
        inner = reduce(input_tensor.values, axis - 1) if _deep(input_tensor) else function(
            input_tensor.values, axis - 1)
        return input_tensor.with_values(inner)

    return reduce


def _deep(ragged):
    return hasattr(ragged.values, "row_splits")


def _down(ragged, by_segments):
    """Along the first axis: rows on top of each other."""
    columns, _ = partitions.all_from(
        api.cast(ragged.row_starts() * 0, int64), api.cast(ragged.row_lengths(), int64))
    longest = api.reduce_max(api.concat([ragged.row_lengths(), [0]], 0))
    return by_segments(ragged.flat_values, columns, api.cast(longest, int32))


def _mean(values, rows, count):
    total = api.unsorted_segment_sum(values, rows, count)
    number = api.unsorted_segment_sum(api.cast(rows * 0 + 1, values.dtype), rows, count)
    rest = [1] * (values.shape.ndims - 1)
    return total / api.reshape(number, [-1, *rest])


def _by_dense(function, least):
    """Of rows filled up with what changes nothing."""

    def by_segments(values, rows, count):
        from zeal.ragged.ragged_tensor import RaggedTensor

        order = RaggedTensor.from_value_rowids(values, rows, count, validate=False)
        return function(order.to_tensor(least(values.dtype)), 1)

    return by_segments


ragged_reduce_sum = _reduction(api.reduce_sum, api.unsorted_segment_sum)
ragged_reduce_mean = _reduction(api.reduce_mean, _mean)
ragged_reduce_max = _reduction(api.reduce_max, _by_dense(api.reduce_max, lambda d: d.min))
ragged_reduce_min = _reduction(api.reduce_min, _by_dense(api.reduce_min, lambda d: d.max))
ragged_reduce_prod = _reduction(api.reduce_prod, _by_dense(api.reduce_prod, lambda d: 1))
ragged_reduce_any = _reduction(api.reduce_any, _by_dense(api.reduce_any, lambda d: False))
ragged_reduce_all = _reduction(api.reduce_all, _by_dense(api.reduce_all, lambda d: True))


def ragged_size(input, name=None, out_type=int32):
    """How many values there are."""
    return api.cast(api.size(input.flat_values), out_type)


def ragged_rank(input, name=None):
    """The number of axes."""
    return _native.convert(input.shape.ndims, int32)


def ragged_gather(params, indices, validate_indices=None, name=None, axis=None, batch_dims=0):
    """Rows by their numbers."""
    from zeal.ragged.ragged_tensor import RaggedTensor, is_ragged

    if axis not in (None, 0) or batch_dims:
        raise NotImplementedError("tf.gather along an inner axis of ragged tensors is not built")
    if is_ragged(indices):
        return indices.with_flat_values(ragged_or_dense_gather(params, indices.flat_values))
    indices = _native.convert(indices)
    if not isinstance(params, RaggedTensor):
        return api.gather(params, indices)
    if indices.shape.ndims == 1:
        return gathered(params, indices)
    flat = gathered(params, api.reshape(indices, [-1]))
    return RaggedTensor.from_tensor(indices, ragged_rank=1).with_values(flat)


def ragged_or_dense_gather(params, indices):
    """Rows by the numbers in a vector."""
    pick = gathered if hasattr(params, "row_splits") else api.gather
    return pick(params, indices)


def ragged_concat(values, axis, name="concat"):
    """Ragged tensors one after the other, or row beside row."""
    from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged

    values = [as_ragged(v) for v in values]
    values = [v if isinstance(v, RaggedTensor) else RaggedTensor.from_tensor(v) for v in values]
    axis = _axis_of(values[0], axis)
    if axis == 0:
        return _below(values)
    if axis != 1:
        rows = values[0]
        return rows.with_values(ragged_concat([v.values for v in values], axis - 1))
    whole, count = _below(values), values[0].nrows()
    numbers = api.reshape(stack([range_(count) + count * i for i in range(len(values))], 1), [-1])
    joined = gathered(whole, numbers)
    lengths = api.reshape(joined.row_lengths(), [-1, len(values)])
    return RaggedTensor.from_row_lengths(joined.values, api.reduce_sum(lengths, 1), validate=False)


def _below(values):
    from zeal.ragged.ragged_tensor import RaggedTensor

    if any(map(_deep, values)):
        inner = _below([v.values for v in values])
    else:
        inner = api.concat([v.values for v in values], 0)
    lengths = api.concat([v.row_lengths() for v in values], 0)
    return RaggedTensor.from_row_lengths(inner, lengths, validate=False)


def ragged_boolean_mask(tensor, mask, name="boolean_mask", axis=None):
    """See `tf.ragged.boolean_mask`."""
    from zeal.ragged.functions import boolean_mask

    return boolean_mask(tensor, mask)


def ragged_where(condition, x=None, y=None, name=None):
    """Elements of one of two ragged tensors."""
    from zeal.ops.array.where import where_v2
    from zeal.ragged.dispatch import map_flat_values

    if x is None:
        raise NotImplementedError("tf.where of one ragged tensor is not built in zeal")
    return map_flat_values(where_v2, condition, x, y)


def ragged_expand_dims(input, axis=None, name=None, dim=None):
    """A new first axis, or a new last one."""
    from zeal.ragged.ragged_tensor import RaggedTensor

    axis = dim if axis is None else axis
    if axis == 0:
        ends = stack([_native.convert(0, input.row_splits.dtype), input.nrows()])
        return RaggedTensor.from_row_splits(input, ends, validate=False)
    if axis < 0:
        axis += input.shape.ndims + 1
    if axis < 2:
        splits = range_(input.nrows() + 1)
        return RaggedTensor.from_row_splits(input, splits, validate=False)
    inner = input.values
    expand = ragged_expand_dims if _deep(input) else api.expand_dims
    inner = expand(inner, axis - 1)
    return input.with_values(inner)

