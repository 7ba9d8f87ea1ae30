"""tensorflow.python.feature_column.sequence_feature_column: what joins sequences and contexts."""

from zeal import _native
from zeal.dtypes import float32
from zeal.ops.array.join import stack

__all__ = ["concatenate_context_input"]


def concatenate_context_input(context_input, sequence_input):
    """Each step of sequences with the numbers of their context behind it.

    Args:
      context_input: a float32 tensor of shape `[batch, a]`.
      sequence_input: a float32 tensor of shape `[batch, time, b]`.

    Returns:
      A float32 tensor of shape `[batch, time, b + a]`.

    Raises:
      ValueError: a rank is another; TypeError: a dtype is.
    """
    given = {"sequence_input": (sequence_input, 3), "context_input": (context_input, 2)}
    for name, (tensor, rank) in given.items():
        if tensor.shape.ndims not in (None, rank):
            raise ValueError(f"{name} must have rank {rank}, got {tensor.shape.ndims}")
        if tensor.dtype != float32:
            raise TypeError(f"{name} must have dtype float32, got {tensor.dtype.name}")
    api = _native.api
    steps = api.shape(sequence_input)[1]
    context = api.tile(api.expand_dims(context_input, 1), stack([1, steps, 1]))
    return api.concat([sequence_input, context], 2)
