"""tensorflow.python.ops.math_ops: functions that have no public name."""

from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.search import searchsorted

__all__ = ["_bucketize"]


def _bucketize(input, boundaries, name=None):
    """The number of boundaries that are not above each element, as int32.

    Raises:
      TypeError: boundaries is no list.
      InvalidArgumentError: it is not sorted.
    """
    if not isinstance(boundaries, (list, tuple)):
        raise TypeError(
            f"Expected list for 'boundaries' argument to 'bucketize' Op, not {boundaries}."
        )
    if sorted(boundaries) != list(boundaries):
        raise InvalidArgumentError(f"Expected sorted boundaries, got {boundaries}")
    x = convert(input)
    edges = convert([float(edge) for edge in boundaries], "float64")
    flat = api.reshape(api.cast(x, "float64"), [-1])
    return api.reshape(searchsorted(edges, flat, "right"), api.shape(x), name)
