"""tensorflow.python.ops.array_ops: what only TensorFlow's own code asks."""

from zeal._native import api, convert
from zeal.dtypes import int32
from zeal.eager.custom_gradient import custom_gradient
from zeal.interop.internals.inplace_ops import inplace_add, inplace_sub, inplace_update
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.scattered import tensor_scatter_nd_add
from zeal.ragged.indexing import SLICE_TYPE_ERROR as _SLICE_TYPE_ERROR

__all__ = [
    "_SLICE_TYPE_ERROR",
    "_SliceHelperVar",
    "_slice_helper",
    "batch_gather_nd",
    "prevent_gradient",
    "expand_dims_v2",
    "gather_v2",
    "inplace_add",
    "inplace_sub",
    "inplace_update",
    "scatter_nd_non_aliasing_add",
    "size_internal",
    "size_v2",
    "squeeze_v2",
]

scatter_nd_non_aliasing_add = tensor_scatter_nd_add


def _slice_helper(tensor, slice_spec, var=None):
    """`tensor[slice_spec]`, for classes that stand for tensors."""
    return convert(tensor)[slice_spec]


def _SliceHelperVar(var, slice_spec):
    """The same of a variable's value."""
    return var.value()[slice_spec]


def size_internal(input, name=None, optimize=True, out_type=int32):
    """The number of elements; see `tf.size`."""
    return api.size(input, name, out_type)


def size_v2(input, out_type=int32, name=None):
    """`tf.size` with its name last."""
    return api.size(input, name, out_type)


def batch_gather_nd(params, indices, batch_dims, name=None):
    """`tf.gather_nd` in each of the leading axes' places."""
    return gather_nd(params, indices, name, batch_dims)


def expand_dims_v2(input, axis, name=None):
    """`tf.expand_dims` without its old argument."""
    return api.expand_dims(input, axis, name)


def gather_v2(params, indices, axis=None, batch_dims=0, name=None):
    """`tf.gather` without its old argument."""
    return api.gather(params, indices, axis=axis, batch_dims=batch_dims, name=name)


def squeeze_v2(input, axis=None, name=None):
    """`tf.squeeze` without its old argument."""
    return api.squeeze(input, axis, name)


def prevent_gradient(input, message="", name=None):
    """The input, whose gradient raises a LookupError with the message."""

    def refused(dy):
        raise LookupError(
            f"Gradient explicitly disabled. Reason: {message or 'this op has no gradient'}"
        )

    return custom_gradient(lambda x: (api.identity(x, name), refused))(convert(input))
