"""tensorflow.python.ops.ragged.ragged_batch_gather_with_default_op: rows picked, or a default."""

from zeal import _native
from zeal._native import api
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged, is_ragged
from zeal.ragged.rows import ragged_concat, ragged_or_dense_gather

__all__ = ["batch_gather_with_default"]


def batch_gather_with_default(params, indices, default_value="", name=None):
    """Rows by their numbers within the batch; a default where there is no such row.

    Args:
      params: a tensor, ragged or not, of shape `[B1 ... BN, P1 ... PM]`.
      indices: one of shape `[B1 ... BN, I]`.
      default_value: a scalar, or a vector where rows are vectors.
      name: name of the ops.

    Returns:
      A tensor of shape `[B1 ... BN, I, P2 ... PM]`, ragged where params or indices are.

    Raises:
      ValueError: a rank is not known, or they do not fit.
    """
    params, indices = as_ragged(params), as_ragged(indices)
    default = _native.convert(default_value)
    if default.ndim not in (0, 1):
        raise ValueError('"default_value" must be a scalar or vector')
    if indices.shape.ndims is None or params.shape.ndims is None:
        raise ValueError("params and indices must have a known rank")
    if params.shape.ndims < indices.shape.ndims:
        raise ValueError("params must have at least the rank of indices")
    if not is_ragged(params) and not is_ragged(indices):
        return _dense(params, indices, default)
    return _ragged(params, indices, default)


def _dense(params, indices, default):
    sizes, deep = api.shape(params), indices.shape.ndims - 1
    flat = api.reshape(params, api.concat([[-1], sizes[deep + 1 :]], 0))
    rows = api.reshape(indices, [-1, api.shape(indices)[-1]])
    starts = api.expand_dims(api.cast(range_(api.shape(rows)[0]), rows.dtype), 1)
    length = api.cast(sizes[deep], rows.dtype)
    element = api.broadcast_to(default, api.shape(flat)[1:])
    places = _places(rows, starts * length, length, api.cast(api.shape(flat)[0], rows.dtype))
    extended = api.concat([flat, api.expand_dims(element, 0)], 0)
    return api.gather(extended, api.reshape(places, api.shape(indices)))


def _ragged(params, indices, default):
    if indices.shape.ndims == 1:
        count = api.cast(_length(params), indices.dtype)
        return ragged_or_dense_gather(_extended(params, default), _places(indices, 0, count, count))
    params, indices = (
        x if is_ragged(x) else RaggedTensor.from_tensor(x, ragged_rank=1) for x in (params, indices)
    )
    if indices.shape.ndims > 2:
        return indices.with_values(_ragged(params.values, indices.values, default))
    rows, dtype = indices.value_rowids(), params.row_splits.dtype
    numbers = api.cast(indices.values, dtype)
    starts, lengths = (api.gather(x, rows) for x in (params.row_starts(), params.row_lengths()))
    places = _places(numbers, starts, lengths, api.cast(_length(params.values), dtype))
    extended = _extended(params.values, default)
    return indices.with_values(ragged_or_dense_gather(extended, places))


def _length(x):
    return x.nrows() if is_ragged(x) else api.shape(x)[0]


def _places(numbers, starts, lengths, default):
    """Where rows are: `default` for numbers of none."""
    inside = api.logical_and(api.greater_equal(numbers, 0), api.less(numbers, lengths))
    return where_v2(inside, numbers + starts, default)


def _extended(values, default):
    """Rows, and the default behind them."""
    if is_ragged(values):
        row = api.reshape(default, [1] if default.ndim == 0 else [-1])
        for _ in range(values.ragged_rank):
            length = api.cast(api.reshape(_length(row), [1]), values.row_splits.dtype)
            row = RaggedTensor.from_row_lengths(row, length, validate=False)
        return ragged_concat([values, row], 0)
    values.shape[1:].assert_has_rank(default.ndim)
    return api.concat([values, api.expand_dims(default, 0)], 0)
