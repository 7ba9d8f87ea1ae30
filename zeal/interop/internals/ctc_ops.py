"""tensorflow.python.ops.ctc_ops: labels in a matrix."""

from zeal._native import api, convert
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.join import stack
from zeal.ops.array.where import sequence_mask, where
from zeal.sparse.ctc import ctc_loss_v2 as ctc_loss_dense
from zeal.sparse.sparse_tensor import SparseTensor

__all__ = ["ctc_loss_dense", "dense_labels_to_sparse"]


def dense_labels_to_sparse(dense, length):
    """The first labels of each row, as a SparseTensor."""
    dense = convert(dense)
    longest = api.reduce_max(length)
    places = where(sequence_mask(length, api.shape(dense)[1]))
    sizes = stack([api.shape(dense, out_type="int64")[0], api.cast(longest, "int64")])
    return SparseTensor(places, gather_nd(dense, places), sizes)
