"""Elements in order, and where they stand."""

from zeal import _native
from zeal._native import api
from zeal.errors import InvalidArgumentError
from zeal.ops.array.top_k import top_k
from zeal.ops.named import named
from zeal.public import public


def _ordered(values, axis, direction):
    """Values and places along an axis, by the largest or smallest first."""
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"{direction} should be one of ASCENDING, DESCENDING")
    values = _native.convert(values)
    rank = values.shape.ndims
    axis = int(axis)
    if rank is None and axis != -1:
        raise ValueError("the rank of values must be known where axis is not -1")
    if rank is not None and not -rank <= axis < rank:
        raise InvalidArgumentError(f"axis {axis} is out of bounds: values has {rank} dimensions")
    moved = rank is not None and axis % max(rank, 1) != rank - 1
    order = _swap(rank, axis % rank) if moved else None
    values = api.transpose(values, order) if moved else values
    found = _largest(values) if direction == "DESCENDING" else _smallest(values)
    return [api.transpose(x, order) for x in found] if moved else found


def _swap(rank, axis):
    order = list(range(rank))
    order[axis], order[-1] = order[-1], order[axis]
    return order


def _largest(values):
    return tuple(top_k(values, api.shape(values)[-1]))


def _smallest(values):
    """The same of what lies opposite: negative numbers, or what integers lack to their largest."""
    dtype = values.dtype
    if dtype.is_unsigned:
        found, places = _largest(_native.convert(dtype.max, dtype) - values)
        return _native.convert(dtype.max, dtype) - found, places
    if dtype.is_integer:
        found, places = _largest(-values - 1)
        return -found - 1, places
    found, places = _largest(-values)
    return -found, places


@public("sort", "contrib.framework.sort")
@named("sort")
def sort(values, axis=-1, direction="ASCENDING", name=None):
    """Sorts along an axis.

    Args:
      values: tensor of real numbers, of rank 1 or more.
      axis: the axis.
      direction: "ASCENDING" or "DESCENDING".
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: there is no such direction.
      InvalidArgumentError: there is no such axis.

    Example:
      >>> tf.sort([3, 1, 2]).numpy().tolist()
      [1, 2, 3]
    """
    return _ordered(values, axis, direction)[0]


@public("argsort", "contrib.framework.argsort")
@named("argsort")
def argsort(values, axis=-1, direction="ASCENDING", stable=False, name=None):
    """The places of elements in order.

    Args:
      stable: accepted for compatibility: equal elements stay in order.
      the others: as for `sort`.

    Returns:
      An int32 tensor of the same shape.

    Example:
      >>> tf.argsort([3, 1, 2]).numpy().tolist()
      [1, 2, 0]
    """
    return _ordered(values, axis, direction)[1]
