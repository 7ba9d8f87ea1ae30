"""Distinct elements."""

from collections import namedtuple

from zeal._native import raw
from zeal.dtypes import int32
from zeal.public import public

Unique = namedtuple("Unique", ["y", "idx"])
UniqueWithCounts = namedtuple("UniqueWithCounts", ["y", "idx", "count"])


@public("unique")
def unique(x, out_idx=int32, name=None):
    """Finds the distinct elements of a vector.

    Args:
      x: vector of any dtype.
      out_idx: dtype of the indices, int32 or int64.
      name: accepted for compatibility.

    Returns:
      A namedtuple (y, idx): the distinct elements in order of appearance, and for each element
      of x its place in y.

    Raises:
      InvalidArgumentError: x is not a vector.

    Example:
      >>> tf.unique([3, 1, 3]).y.numpy().tolist()
      [3, 1]
    """
    return Unique(*raw.Unique(x, out_idx))


@public("unique_with_counts")
def unique_with_counts(x, out_idx=int32, name=None):
    """Finds the distinct elements of a vector and how often each appears.

    Args:
      x: vector of any dtype.
      out_idx: dtype of indices and counts, int32 or int64.
      name: accepted for compatibility.

    Returns:
      A namedtuple (y, idx, count); see `unique`.

    Raises:
      InvalidArgumentError: x is not a vector.

    Example:
      >>> tf.unique_with_counts([3, 1, 3]).count.numpy().tolist()
      [2, 1]
    """
    return UniqueWithCounts(*raw.UniqueWithCounts(x, out_idx))
