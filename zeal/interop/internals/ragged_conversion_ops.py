"""tensorflow.python.ops.ragged.ragged_conversion_ops: ragged tensors from dense ones, and back."""

from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged

__all__ = ["from_tensor", "to_tensor"]

from_tensor = RaggedTensor.from_tensor


def to_tensor(rt_input, default_value=None, name=None):
    """A ragged tensor filled up to a dense one; a dense one as it is."""
    found = as_ragged(rt_input)
    return found.to_tensor(default_value) if isinstance(found, RaggedTensor) else found
