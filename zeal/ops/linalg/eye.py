"""Identity matrices."""

from operator import index

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, int32, string
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import _value
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.range import range as range_
from zeal.ops.named import named
from zeal.public import public


@public("eye", "linalg.eye")
@named("eye", "diag")
def eye(num_rows, num_columns=None, batch_shape=None, dtype=float32, name=None):
    """Makes identity matrices.

    Args:
      num_rows: int.
      num_columns: int; num_rows by default.
      batch_shape: list of ints; leading axes of the result.
      dtype: dtype of the result.
      name: its name in graphs.

    Returns:
      A tensor of shape `batch_shape + [num_rows, num_columns]`.

    Raises:
      TypeError: a size is no integer.
      InvalidArgumentError: a size is negative.

    Example:
      >>> tf.eye(2).numpy().tolist()
      [[1.0, 0.0], [0.0, 1.0]]
    """
    columns = num_rows if num_columns is None else num_columns
    ints = type(num_rows) is type(columns) is int
    if not (ints or _is_size(num_rows) and _is_size(columns)):
        raise TypeError("num_rows and num_columns must be positive integer values.")
    if ints and (num_rows < 0 or columns < 0):
        raise InvalidArgumentError(
            f"[tf.eye] Dimension {min(num_rows, columns)} must be >= 0"
        )
    rows = num_rows if isinstance(num_rows, (int, _native.Tensor)) else index(num_rows)
    rows = int(rows) if isinstance(rows, bool) else rows
    matrix = one_hot(range_(0, rows, 1), columns, _value(dtype, 1), _value(dtype, 0))
    if batch_shape is None:
        return matrix
    empty = isinstance(batch_shape, (list, tuple)) and not batch_shape
    batch = _native.convert(batch_shape, int32 if empty else None)
    if batch.dtype is string:
        raise ValueError(f"batch_shape must be a list of integers, got {batch_shape!r}")
    if batch.shape.ndims == 0:
        raise TypeError(f"batch_shape must be a list of integers, got {batch_shape!r}")
    batch = api.cast(batch, int32)
    return api.broadcast_to(matrix, api.concat([batch, api.shape(matrix)], 0))


def _is_size(n):
    number = hasattr(n, "__index__") and not hasattr(n, "__len__")
    return number or isinstance(n, _native.Tensor)
