"""tensorflow.python.ops.ragged.ragged_concat_ops: tensors joined, ragged or not."""

from zeal.ragged.functions import stack as stack
from zeal.ragged.rows import ragged_concat as concat

__all__ = ["concat", "stack"]
