"""The largest elements of rows, and where they stand."""

from collections import namedtuple

from zeal._native import raw
from zeal.ops.named import named
from zeal.public import public

TopKV2 = namedtuple("TopKV2", ["values", "indices"])
_make_tuple = tuple.__new__  # past the checks of a named tuple's own constructor


@public("nn.top_k", "math.top_k")
@named("TopKV2")
def top_k(input, k=1, sorted=True, name=None):
    """Finds the k largest elements along the last axis.

    Args:
      input: tensor of real numbers, rank 1 or more.
      k: how many.
      sorted: the result is always sorted, largest first.
      name: its name in graphs.

    Returns:
      A namedtuple (values, indices); equal elements come in order of their indices.

    Raises:
      InvalidArgumentError: the last axis has fewer than k elements.

    Example:
      >>> tf.nn.top_k([1, 3, 2], 2).values.numpy().tolist()
      [3, 2]
    """
    return _make_tuple(TopKV2, raw.TopKV2(input, k, sorted))
