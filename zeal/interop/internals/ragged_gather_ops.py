"""tensorflow.python.ops.ragged.ragged_gather_ops: rows picked, of tensors ragged or not."""

from zeal.ragged.rows import ragged_gather as gather
from zeal.ragged.rows import ragged_gather_nd as gather_nd

__all__ = ["gather", "gather_nd"]
