"""tf.nn.embedding_lookup: rows of matrices, chosen by integers."""

from zeal import _native
from zeal.ops.array.partition import dynamic_partition
from zeal.ops.array.range import range as indices_below
from zeal.ops.array.stitch import dynamic_stitch
from zeal.ops.array.where import where
from zeal.ops.math.clip import clip_by_norm
from zeal.ops.named import named
from zeal.public import public
from zeal.tensor_shape import as_shape

api = _native.api


@public("nn.embedding_lookup")
@named("embedding_lookup")
def embedding_lookup(
    params, ids, partition_strategy="mod", name=None, validate_indices=True, max_norm=None
):
    """Looks rows up in a matrix, or in one that is kept in parts.

    Args:
      params: a tensor or variable; or a list of them, the parts along the first axis, which a
        partitioned variable is too.
      ids: an integer tensor.
      partition_strategy: how rows were dealt to parts: "mod", one after another, or "div", in runs.
      name: name of the op.
      validate_indices: accepted for compatibility: numbers out of range are an error.
      max_norm: the Euclidean length that rows are scaled down to where they are longer.

    Returns:
      A tensor of shape `ids.shape + params.shape[1:]`. The gradient for one matrix is a
      `tf.IndexedSlices`.

    Raises:
      ValueError: params is None or empty, or the strategy unknown.
      InvalidArgumentError: an id is out of range.

    Example:
      >>> tf.nn.embedding_lookup(tf.constant([[1.0], [2.0], [3.0]]), [2, 0]).numpy().tolist()
      [[3.0], [1.0]]
    """
    parts = parts_of(params)
    ids = _native.convert(ids)
    rows = api.gather(parts[0], ids) if len(parts) == 1 else _gathered(
        parts, ids, partition_strategy
    )
    return rows if max_norm is None else _limited(rows, ids, max_norm)


def parts_of(params):
    """The parts of a matrix, a list.

    Raises:
      ValueError: there are none.
    """
    if params is None:
        raise ValueError("params must be specified")
    if isinstance(params, (_native.Tensor, _native.Variable)):
        return [params]
    if not hasattr(params, "__iter__") or hasattr(params, "dtype") and hasattr(params, "ndim"):
        return [_native.convert(params)]
    parts = list(params)
    if not parts:
        raise ValueError("Need at least one param")
    if not all(hasattr(part, "shape") for part in parts):  # a matrix as nested lists
        return [_native.convert(params)]
    return parts


def _gathered(parts, ids, strategy):
    """Rows from the parts that have them."""
    flat = api.reshape(ids, [-1])
    owner, places = _places(parts, flat, strategy)
    n = len(parts)
    order = dynamic_partition(indices_below(api.size(flat)), owner, n)
    rows = [
        api.gather(part, at)
        for part, at in zip(parts, dynamic_partition(places, owner, n), strict=True)
    ]
    row = as_shape(parts[0].shape[1:])
    for part in parts[1:]:
        row = row.merge_with(part.shape[1:])
    tail = row.as_list() if row.is_fully_defined() else api.shape(parts[0])[1:]
    found = api.reshape(dynamic_stitch(order, rows), api.concat([api.shape(ids), tail], 0))
    if found._symbolic:
        found.set_shape(ids.shape.concatenate(row))
    return found


def _places(parts, ids, strategy):
    """Which part has each row, and where there."""
    n = len(parts)
    if strategy == "mod":
        return api.cast(ids % n, "int32"), ids // n
    if strategy != "div":
        raise ValueError(f"Unrecognized partition strategy: {strategy}")
    total = sum(_rows_of(part, ids.dtype) for part in parts)
    each, more = total // n, total % n  # the first parts have one row more
    owner = api.maximum(ids // (each + 1), (ids - more) // api.maximum(each, 1))
    places = where(owner < more, ids % (each + 1), (ids - more) % api.maximum(each, 1))
    return api.cast(owner, "int32"), places


def _rows_of(part, dtype):
    return api.cast(api.shape(part)[0], dtype)


def _limited(rows, ids, max_norm):
    """Rows scaled down to a length."""
    first, rank = ids.shape.ndims, rows.shape.ndims
    if first is None or rank is None:
        axes = indices_below(api.rank(ids), api.rank(rows))
    else:
        axes = list(range(first, rank))
    return clip_by_norm(rows, max_norm, axes)
