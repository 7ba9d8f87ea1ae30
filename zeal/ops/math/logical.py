"""Logic beyond and, or and not."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.ops.named import named
from zeal.public import public


@public("logical_xor", "math.logical_xor")
@named("LogicalXor")
def logical_xor(x, y, name="LogicalXor"):
    """x ^ y, element by element, of bools; shapes broadcast.

    Args:
      x: bool tensor.
      y: bool tensor.
      name: its name in graphs.

    Returns:
      A bool tensor.

    Example:
      >>> tf.logical_xor([True, True], [True, False]).numpy().tolist()
      [False, True]
    """
    x, y = (v if type(v) is _native.Tensor else _native.convert(v, dtypes.bool) for v in (x, y))
    if not x.dtype.is_bool or not y.dtype.is_bool:
        return api.logical_or(x, y)  # raises
    return api.not_equal(x, y)
