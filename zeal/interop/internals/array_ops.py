"""tensorflow.python.ops.array_ops: what only TensorFlow's own code asks."""

from zeal._native import api
from zeal.dtypes import int32
from zeal.ops.array.scattered import tensor_scatter_nd_add

__all__ = ["scatter_nd_non_aliasing_add", "size_internal"]

scatter_nd_non_aliasing_add = tensor_scatter_nd_add


def size_internal(input, name=None, optimize=True, out_type=int32):
    """The number of elements; see `tf.size`."""
    return api.size(input, name, out_type)
