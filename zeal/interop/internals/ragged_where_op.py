"""tensorflow.python.ops.ragged.ragged_where_op: elements or rows by a condition."""

from zeal.ragged.rows import ragged_where as where

__all__ = ["where"]
