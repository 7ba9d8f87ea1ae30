"""tensorflow.python.ops.sparse_ops: sparse tensors read back from texts."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int64, string
from zeal.records.tensors import deserialize_many_sparse
from zeal.sparse.shapes import sparse_reshape

__all__ = ["deserialize_sparse"]

_DEFAULT_HASH_KEY = 0xDECAFCAFFE


def deserialize_sparse(serialized_sparse, dtype, rank=None, name=None):
    """Sparse tensors that `tf.serialize_sparse` made, joined.

    Args:
      serialized_sparse: a string tensor of shape `[..., 3]`.
      dtype: the dtype of the values.
      rank: the rank of each sparse tensor, or None.
      name: name of the op.

    Returns:
      A SparseTensor with the leading axes of serialized_sparse before its own.
    """
    serialized = _native.convert(serialized_sparse, string)
    rows = api.reshape(serialized, [-1, 3])
    many = deserialize_many_sparse(rows, dtype, rank, name)
    batch = api.shape(serialized, out_type=int64)[:-1]
    return sparse_reshape(many, api.concat([batch, many.dense_shape[1:]], 0))
