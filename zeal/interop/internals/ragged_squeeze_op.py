"""tensorflow.python.ops.ragged.ragged_squeeze_op: ragged tensors without axes of size 1."""

from zeal.ragged.rows import ragged_squeeze as squeeze

__all__ = ["squeeze"]
