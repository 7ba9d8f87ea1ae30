"""tensorflow.python.ops.gen_linalg_ops: ops whose arguments stand in another order."""

from zeal.ops.linalg import einsum as _einsum

__all__ = ["einsum"]


def einsum(inputs, equation, name=None):
    """`tf.einsum` of a list of tensors."""
    return _einsum.einsum(equation, *inputs, name=name)
