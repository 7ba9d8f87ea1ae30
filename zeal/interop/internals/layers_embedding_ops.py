"""tensorflow.contrib.layers.python.layers.embedding_ops: names that are not public here."""

from zeal.contrib.layers.scattered import scattered_embedding_lookup
from zeal.sparse.embedding import embedding_lookup_sparse, safe_embedding_lookup_sparse

__all__ = [
    "embedding_lookup_sparse_with_distributed_aggregation", "safe_embedding_lookup_sparse",
    "scattered_embedding_lookup",
]  # fmt: skip

embedding_lookup_sparse_with_distributed_aggregation = embedding_lookup_sparse
