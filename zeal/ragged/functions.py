"""tf.ragged: ranges, masks, stacks, and the numbers of rows."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype, int64
from zeal.ops.array.join import stack as dense_stack
from zeal.ops.array.sort import argsort
from zeal.ops.array.where import boolean_mask as dense_mask
from zeal.public import public
from zeal.ragged import partitions
from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged, is_ragged
from zeal.ragged.reductions import positive_axis
from zeal.ragged.rows import ragged_concat, ragged_expand_dims, ragged_or_dense_gather


@public("ragged.range")
def range(starts, limits=None, deltas=1, dtype=None, name=None, row_splits_dtype=int64):
    """Rows of numbers from starts to before limits.

    Args:
      starts: the first number of each row, a vector or scalar; limits where those are None.
      limits: where rows end.
      deltas: the steps.
      dtype: the elements' dtype; None for that of the arguments.
      name: name of the ops.
      row_splits_dtype: int32 or int64.

    Returns:
      A RaggedTensor of one ragged axis.

    Raises:
      InvalidArgumentError: a step is 0, or vectors differ in length.
      ValueError: one has more than one axis.

    Example:
      >>> tf.ragged.range([2, 0, 3]).to_list()
      [[0, 1], [], [0, 1, 2]]
    """
    if limits is None:
        starts, limits = 0, starts
    parts = [_native.convert(x, dtype and as_dtype(dtype)) for x in (starts, limits, deltas)]
    for part in parts:
        if part.shape.ndims not in (0, 1, None):
            raise ValueError(f"Shape must be at most rank 1 but is rank {part.shape.ndims}")
    kind = max((p.dtype for p in parts), key=_order.index)
    starts, limits, deltas = (api.cast(p, kind) for p in parts)
    words = "Requires delta != 0"
    deltas = partitions.checked(deltas, [(api.reduce_all(api.not_equal(deltas, 0)), words)])
    steps = api.ceil(api.cast(limits - starts, "float64") / api.cast(deltas, "float64"))
    lengths = api.reshape(api.maximum(api.cast(steps, row_splits_dtype), 0), [-1])
    within, splits = partitions.all_from(lengths * 0, lengths)
    each = [partitions.repeated(x, lengths) for x in _rows(starts, deltas, lengths)]
    values = each[0] + api.cast(within, kind) * each[1]
    return RaggedTensor.from_row_splits(values, splits, validate=False)


_order = ["int32", "int64", "bfloat16", "float32", "float64"]


def _rows(starts, deltas, lengths):
    return [api.broadcast_to(x, api.shape(lengths)) for x in (starts, deltas)]


@public("ragged.boolean_mask")
def boolean_mask(data, mask, name=None):
    """The elements where a mask is true, row by row.

    Args:
      data: a tensor, ragged or not.
      mask: a bool tensor, ragged or not, of the first axes of data.
      name: name of the ops.

    Returns:
      A ragged tensor; a Tensor for a mask of one axis on a Tensor.

    Raises:
      ValueError: the mask is a scalar, or of unknown rank.
      TypeError: it is not of bools.

    Example:
      >>> tf.ragged.boolean_mask([[1, 2], [3, 4]], [[True, False], [True, True]]).to_list()
      [[1], [3, 4]]
    """
    data, mask = as_ragged(data), as_ragged(mask)
    if mask.dtype != "bool":
        raise TypeError(f"Expected bool, got a mask of {mask.dtype}")
    rank = mask.shape.ndims
    if rank is None:
        raise ValueError("mask.shape.ndims must be known statically.")
    if rank == 0:
        raise ValueError("mask cannot be scalar.")
    if rank == 1:
        return _masked_rows(data, mask)
    if not is_ragged(mask):
        mask = RaggedTensor.from_tensor(mask, ragged_rank=rank - 1)
    if not is_ragged(data):
        data = RaggedTensor.from_tensor(data, ragged_rank=rank - 1)
    if rank > 2:
        return data.with_values(boolean_mask(data.values, mask.values))
    kept = api.unsorted_segment_sum(
        api.cast(mask.values, data.row_splits.dtype), mask.value_rowids(), mask.nrows("int32"))
    values = _masked_rows(data.values, mask.values)
    return RaggedTensor.from_row_lengths(values, kept, validate=False)


def _masked_rows(data, mask):
    if not is_ragged(data):
        return dense_mask(data, mask)
    from zeal.ops.array.where import where
    from zeal.ragged.indexing import gathered

    return gathered(data, where(mask)[:, 0])


@public("ragged.stack")
def stack(values, axis=0, name=None):
    """Ragged tensors side by side along a new axis.

    Args:
      values: a list of tensors of one rank, ragged or not.
      axis: the new axis.
      name: name of the ops.

    Returns:
      A RaggedTensor; a Tensor where tensors are stacked along one of the last two axes.

    Raises:
      ValueError: there are none, or the axis is none of the result.
      TypeError: the axis is no int.

    Example:
      >>> tf.ragged.stack([tf.ragged.constant([[1, 2], [3]]), tf.ragged.constant([[4]])]).to_list()
      [[[1, 2], [3]], [[4]]]
    """
    values = [as_ragged(v) for v in (values if isinstance(values, (list, tuple)) else [values])]
    if not values:
        raise ValueError("rt_inputs may not be empty.")
    if not isinstance(axis, int):
        raise TypeError("axis must be an int")
    axis, rank = positive_axis(values[0], axis, 1), values[0].shape.ndims
    dense = not any(map(is_ragged, values))
    if dense and rank == 1 and axis == 0:
        lengths = dense_stack([api.cast(api.shape(v)[0], int64) for v in values])
        return RaggedTensor.from_row_lengths(api.concat(values, 0), lengths, validate=False)
    if dense and rank is not None and axis >= rank - 1:
        return dense_stack(values, axis)
    values = [v if is_ragged(v) else RaggedTensor.from_tensor(v) for v in values]
    return ragged_concat([ragged_expand_dims(v, axis) for v in values], axis)


@public("ragged.row_splits_to_segment_ids")
def row_splits_to_segment_ids(splits, name=None, out_type=None):
    """The number of each value's row.

    Args:
      splits: vector of int32 or int64.
      name: name of the ops.
      out_type: int32 or int64; that of splits by default.

    Returns:
      A vector.

    Example:
      >>> tf.ragged.row_splits_to_segment_ids([0, 2, 2, 3]).numpy().tolist()
      [0, 0, 2]
    """
    splits = partitions.as_partition(None, partitions.integers(splits, "splits"), "splits")
    if splits.shape == [0]:
        raise ValueError("Invalid row_splits: []")
    return api.cast(partitions.row_numbers(splits), out_type or splits.dtype)


@public("ragged.segment_ids_to_row_splits")
def segment_ids_to_row_splits(segment_ids, num_segments=None, out_type=None, name=None):
    """Where rows begin and end, of which each value tells the number.

    Args:
      segment_ids: vector of integers that do not fall.
      num_segments: how many rows there are; by default the last one has a value.
      out_type: int32 or int64.
      name: name of the ops.

    Returns:
      A vector.

    Example:
      >>> tf.ragged.segment_ids_to_row_splits([0, 0, 2]).numpy().tolist()
      [0, 2, 2, 3]
    """
    ids = partitions.integers(segment_ids, "segment_ids")
    ids = partitions.as_partition(None, ids, "segment_ids")
    if num_segments is None:
        num_segments = api.reduce_max(api.concat([ids, _native.convert([-1], ids.dtype)], 0)) + 1
    return api.cast(partitions.splits_of_row_numbers(ids, num_segments), out_type or ids.dtype)


@public("ragged.stack_dynamic_partitions")
def stack_dynamic_partitions(data, partitions, num_partitions, name=None):
    """The rows of a tensor sorted into partitions, one after the other.

    Args:
      data: a tensor, ragged or not.
      partitions: the number of each row's partition, a vector; or of each element's, a tensor of
        the shape of data's first axes, ragged where data is.
      num_partitions: how many there are.
      name: name of the ops.

    Returns:
      A RaggedTensor with one row per partition.

    Raises:
      ValueError: partitions has no known rank, or another shape than data.
      InvalidArgumentError: a number is negative, or not below num_partitions.

    Example:
      >>> tf.ragged.stack_dynamic_partitions(["a", "b", "c"], [1, 0, 1], 2).to_list()
      [[b'b'], [b'a', b'c']]
    """
    data, numbers = as_ragged(data), as_ragged(partitions)
    rank = numbers.shape.ndims
    if rank is None:
        raise ValueError("partitions must have known rank")
    if not is_ragged(numbers):
        numbers.shape.assert_is_compatible_with(data.shape[:rank])
    if rank > 1:
        data, numbers = _below(data, numbers, rank)
        return stack_dynamic_partitions(data, numbers, num_partitions)
    numbers = _numbers(numbers, num_partitions)
    if is_ragged(data):
        numbers = api.cast(numbers, data.row_splits.dtype)
    if rank == 0:
        values = ragged_expand_dims(data, 0) if is_ragged(data) else api.expand_dims(data, 0)
        rows = api.reshape(numbers, [1])
        return RaggedTensor.from_value_rowids(values, rows, num_partitions, validate=False)
    order = argsort(numbers, stable=True)
    values = ragged_or_dense_gather(data, order)
    rows = api.gather(numbers, order)
    return RaggedTensor.from_value_rowids(values, rows, nrows=num_partitions, validate=False)


def _numbers(numbers, count):
    count = api.cast(_native.convert(count), numbers.dtype)
    count.shape.assert_has_rank(0)
    return partitions.checked(numbers, [
        (api.reduce_all(api.less(numbers, count)), "partitions must be less than num_partitions"),
        (api.reduce_all(api.greater_equal(numbers, 0)), "partitions must be non-negative"),
    ])  # fmt: skip


def _below(data, numbers, rank):
    """Data and the numbers of its partitions without their first axis, which must be alike."""
    if not is_ragged(data):
        data = RaggedTensor.from_tensor(data, ragged_rank=1)
    if not is_ragged(numbers):
        numbers = RaggedTensor.from_tensor(numbers, ragged_rank=max(data.ragged_rank, rank - 1))
    splits, other = (api.cast(x.row_splits, int64) for x in (data, numbers))
    words = "data and partitions have incompatible ragged shapes"
    if not splits.shape.is_compatible_with(other.shape):
        raise ValueError(words)
    inner = partitions.checked(
        numbers.values.flat_values if is_ragged(numbers.values) else numbers.values,
        [(api.reduce_all(api.equal(splits, other)), words)],
    )
    below = numbers.values
    return data.values, below.with_flat_values(inner) if is_ragged(below) else inner
