"""Evenly spaced numbers, and coordinate grids of them."""

from zeal import _native
from zeal._native import api, composites, raw
from zeal.dtypes import as_dtype, float32, float64, int32, int64
from zeal.errors import InvalidArgumentError
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public


@public("range")
@op_function("Range", "start, limit, delta")
@named("range")
def range(start, limit=None, delta=1, dtype=None, name="range"):
    """Makes a vector of evenly spaced numbers.

    Args:
      start: scalar; the limit, counted from 0, when `limit` is None.
      limit: scalar, not included.
      delta: scalar step.
      dtype: dtype of the result; by default the widest of the arguments'.
      name: its name in graphs.

    Returns:
      A vector.

    Raises:
      InvalidArgumentError: delta is 0, or points away from the limit.

    Example:
      >>> tf.range(3, 18, 3).numpy().tolist()
      [3, 6, 9, 12, 15]
    """
    numbers = (0, start, delta) if limit is None else (start, limit, delta)
    if dtype is not None:
        return raw.Range(*[_native.convert(v, as_dtype(dtype)) for v in numbers])
    numbers = [_native.convert(v) for v in numbers]
    for n in numbers:
        if n.dtype not in _RANGE_TYPES:
            raise InvalidArgumentError(
                f"[Range] an argument is {n.shape} {n.dtype.name}; its dtype must be one of "
                "int32, int64, float32, float64: use tf.cast, or give a dtype"
            )
    widest = max((n.dtype for n in numbers), key=_RANGE_TYPES.index)
    return raw.Range(*[n if n.dtype is widest else api.cast(n, widest) for n in numbers])


_RANGE_TYPES = [int32, int64, float32, float64]


@public("meshgrid")
@named("meshgrid", "mul")
def meshgrid(*args, **kwargs):
    """Makes coordinate grids from vectors.

    Args:
      *args: N vectors (or scalars).
      indexing: "xy" (the first two axes swapped, as in plots; default) or "ij".
      name: its name in graphs.

    Returns:
      A list of N tensors of rank N.

    Raises:
      ValueError: indexing is neither.
      TypeError: an unknown keyword.

    Example:
      >>> x, y = tf.meshgrid([1, 2, 3], [4, 5])
      >>> x.numpy().tolist()
      [[1, 2, 3], [1, 2, 3]]
    """
    indexing = "xy"
    if kwargs:
        indexing = kwargs.pop("indexing", indexing)
        kwargs.pop("name", None)
    if kwargs:
        raise TypeError(f"'{next(iter(kwargs))}' is an invalid keyword argument for this function")
    if indexing not in ("xy", "ij"):
        raise ValueError("indexing parameter must be either 'xy' or 'ij'")
    return composites.meshgrid(args, indexing == "xy")
