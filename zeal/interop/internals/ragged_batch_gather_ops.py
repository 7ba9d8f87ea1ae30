"""tensorflow.python.ops.ragged.ragged_batch_gather_ops: rows picked within the batch."""

from zeal.ragged.rows import ragged_batch_gather as batch_gather

__all__ = ["batch_gather"]
