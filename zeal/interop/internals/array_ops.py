"""tensorflow.python.ops.array_ops: what has other names or signatures there."""

from zeal._native import api
from zeal.ops.array.gather import gather_nd

__all__ = ["batch_gather_nd", "squeeze_v2"]


def batch_gather_nd(params, indices, batch_dims, name=None):
    """`tf.gather_nd` in each of the leading axes' places."""
    return gather_nd(params, indices, name, batch_dims)


def squeeze_v2(input, axis=None, name=None):
    """`tf.squeeze` without its old argument."""
    return api.squeeze(input, axis, name)
