"""tf.nn.embedding_lookup_sparse: rows of a matrix, chosen by sparse integers and combined."""

from zeal import _native, logging
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack
from zeal.ops.array.unique import unique
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.ops.nn.embedding import embedding_lookup, parts_of
from zeal.public import public
from zeal.sparse import segments as sums
from zeal.sparse.merging import sparse_fill_empty_rows
from zeal.sparse.reordering import sparse_retain
from zeal.sparse.shapes import sparse_reshape
from zeal.sparse.sparse_tensor import SparseTensor

api = _native.api

_SUMS = {
    "sum": sums.sparse_segment_sum,
    "mean": sums.sparse_segment_mean,
    "sqrtn": sums.sparse_segment_sqrt_n,
}


@public("nn.embedding_lookup_sparse")
@named("embedding_lookup_sparse")
def embedding_lookup_sparse(
    params, sp_ids, sp_weights, partition_strategy="mod", name=None, combiner=None, max_norm=None
):
    """Looks rows up by the integers of a sparse matrix, and adds up those of each of its rows.

    Args:
      params, partition_strategy, max_norm: those of `tf.nn.embedding_lookup`.
      sp_ids: a `tf.SparseTensor` of integers, at least one in each row.
      sp_weights: a `tf.SparseTensor` of factors for them, or None for 1.
      name: name of the op.
      combiner: "sum"; "mean", the sum divided by that of the weights (the default); or "sqrtn",
        divided by the root of the sum of their squares.

    Returns:
      A tensor of shape `[rows of sp_ids, ...]`.

    Raises:
      TypeError: sp_ids or sp_weights is of another class.
      ValueError: the combiner is unknown.

    Example:
      >>> ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1, 2, 0], [2, 2])
      >>> rows = tf.constant([[1.0], [2.0], [4.0]])
      >>> tf.nn.embedding_lookup_sparse(rows, ids, None, combiner="sum").numpy().tolist()
      [[6.0], [1.0]]
    """
    if combiner is None:
        logging.warning(
            'The default value of combiner will change from "mean" to "sqrtn" after 2016/11/01.'
        )
        combiner = "mean"
    if combiner not in ("mean", "sqrtn", "sum"):
        raise ValueError("combiner must be one of 'mean', 'sqrtn' or 'sum'")
    params = parts_of(params)
    if not isinstance(sp_ids, SparseTensor):
        raise TypeError("sp_ids must be SparseTensor")
    if sp_weights is not None and not isinstance(sp_weights, SparseTensor):
        raise TypeError("sp_weights must be either None or SparseTensor")
    segments = api.cast(sp_ids.indices[:, 0], "int32")
    ids, places = unique(sp_ids.values)
    rows = embedding_lookup(params, ids, partition_strategy, max_norm=max_norm)
    if rows.dtype.name in ("float16", "bfloat16"):
        rows = api.cast(rows, "float32")
    if sp_weights is None:
        return _combined(rows, places, segments, combiner)
    return _weighted(api.gather(rows, places), sp_weights.values, segments, combiner)


def _combined(rows, places, segments, combiner):
    return _SUMS[combiner](rows, places, segments)


def _weighted(rows, weights, segments, combiner):
    ones = api.fill(api.expand_dims(api.rank(rows) - 1, 0), 1)
    weights = api.reshape(
        api.cast(weights, rows.dtype), api.concat([api.shape(weights), ones], 0)
    )
    total = api.segment_sum(rows * weights, segments)
    if combiner == "sum":
        return total
    if combiner == "mean":
        return total / api.segment_sum(weights, segments)
    return total / api.sqrt(api.segment_sum(api.square(weights), segments))


@public("nn.safe_embedding_lookup_sparse", "contrib.layers.safe_embedding_lookup_sparse",
        "contrib.slim.safe_embedding_lookup_sparse")
@named("embedding_lookup")
def safe_embedding_lookup_sparse(
    embedding_weights, sparse_ids, sparse_weights=None, combiner="mean", default_id=None, name=None,
    partition_strategy="div", max_norm=None,
):  # fmt: skip
    """The same as `tf.nn.embedding_lookup_sparse` for ids that may be invalid or missing.

    Negative ids are left out, and for "mean" and "sqrtn" those whose weight is not positive.

    Args:
      embedding_weights: the matrix, or a list of its parts.
      sparse_ids: a `tf.SparseTensor` of integers; rows of its last axis are combined.
      sparse_weights: a `tf.SparseTensor` of factors for them, or None for 1.
      combiner: "mean", "sqrtn" or "sum".
      default_id: the id of rows that are empty; by default their result is zero.
      name: name of the op.
      partition_strategy, max_norm: those of `tf.nn.embedding_lookup`.

    Returns:
      A tensor of shape `[..., length of a row]`, without the last axis of sparse_ids.

    Raises:
      ValueError: there are no parts, or the combiner is unknown.

    Example:
      >>> ids = tf.SparseTensor([[0, 0], [0, 1]], [1, -1], [2, 2])
      >>> rows = tf.constant([[1.0], [2.0]])
      >>> tf.nn.safe_embedding_lookup_sparse(rows, ids).numpy().tolist()
      [[2.0], [0.0]]
    """
    parts = parts_of(embedding_weights)
    for part in parts if sparse_weights is not None else ():
        if part.dtype != sparse_weights.dtype:
            raise ValueError(
                f"Incompatible type conversion requested to type '{sparse_weights.dtype.name}' for "
                f"variable of type '{part.dtype.name}'"
            )
    shape = _native.convert(sparse_ids.dense_shape)
    ids, weights = _as_matrices(shape, sparse_ids, sparse_weights)
    ids, weights = _valid(ids, weights, combiner)
    ids, is_empty = sparse_fill_empty_rows(ids, default_id or 0)
    if weights is not None:
        weights, _ = sparse_fill_empty_rows(weights, 1.0)
    rows = embedding_lookup_sparse(
        parts, ids, weights, partition_strategy, combiner=combiner, max_norm=max_norm
    )
    if default_id is None:
        ones = api.fill(api.expand_dims(api.rank(rows) - 1, 0), 1)
        is_empty = api.reshape(is_empty, api.concat([api.shape(is_empty), ones], 0))
        rows = where_v2(is_empty, zeros_like(rows), rows)
    return _in_shape(rows, shape, sparse_ids, parts[0])


def _as_matrices(shape, ids, weights):
    """Ids and weights with all axes but the last joined."""
    rows = api.reduce_prod(shape[:-1])
    ids = sparse_reshape(ids, stack([rows, shape[-1]]))
    if weights is not None:
        weights = SparseTensor(ids.indices, weights.values, ids.dense_shape)
    return ids, weights


def _valid(ids, weights, combiner):
    """What is left of ids and weights without those that say nothing."""
    keep = ids.values >= 0
    if weights is not None:
        if combiner != "sum":
            keep = api.logical_and(keep, weights.values > 0)
        weights = sparse_retain(weights, keep)
    return sparse_retain(ids, keep), weights


def _in_shape(rows, shape, ids, part):
    first = api.cast(shape[:-1], "int32")
    result = api.reshape(rows, api.concat([first, api.shape(rows)[1:]], 0))
    known = ids.get_shape()
    if result._symbolic and known.ndims is not None:
        result.set_shape(known[:-1].concatenate(part.shape[1:]))
    return result
