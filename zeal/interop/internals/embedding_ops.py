"""tensorflow.python.ops.embedding_ops: lookups with the signatures of TensorFlow 2."""

from zeal.ops.nn.embedding import embedding_lookup
from zeal.sparse.embedding import embedding_lookup_sparse, safe_embedding_lookup_sparse

__all__ = ["embedding_lookup_sparse_v2", "embedding_lookup_v2", "safe_embedding_lookup_sparse_v2"]


def embedding_lookup_v2(params, ids, max_norm=None, name=None):
    """`tf.nn.embedding_lookup` of parts that hold neighbouring rows."""
    return embedding_lookup(params, ids, "div", name, max_norm=max_norm)


def embedding_lookup_sparse_v2(params, sp_ids, sp_weights, combiner=None, max_norm=None, name=None):
    """`tf.nn.embedding_lookup_sparse` of parts that hold neighbouring rows."""
    return embedding_lookup_sparse(params, sp_ids, sp_weights, "div", name, combiner, max_norm)


def safe_embedding_lookup_sparse_v2(
    embedding_weights, sparse_ids, sparse_weights=None, combiner="mean", default_id=None,
    max_norm=None, name=None,
):  # fmt: skip
    """`tf.nn.safe_embedding_lookup_sparse` of parts that hold neighbouring rows."""
    return safe_embedding_lookup_sparse(
        embedding_weights, sparse_ids, sparse_weights, combiner, default_id, name, "div", max_norm
    )
