"""tensorflow.contrib.layers.python.ops.sparse_ops."""

from zeal.contrib.layers.sparse_ids import (
    dense_to_sparse_tensor,
    indicators_to_sparse_ids,
    sparse_row_envelope,
)

__all__ = ["dense_to_sparse_tensor", "indicators_to_sparse_ids", "sparse_row_envelope"]
