"""tensorflow.python.ops.ragged.ragged_tensor: conversion of values that may be ragged."""

from zeal.dtypes import as_dtype
from zeal.ops.array.constant import convert_to_tensor
from zeal.ragged.ragged_tensor import RaggedTensor, is_ragged
from zeal.ragged.ragged_tensor_spec import RaggedTensorSpec

__all__ = ["RaggedTensorSpec", "convert_to_tensor_or_ragged_tensor", "is_ragged"]


def convert_to_tensor_or_ragged_tensor(value, dtype=None, preferred_dtype=None, name=None):
    """A ragged tensor, or what a run gave for one, as a RaggedTensor; all else as a tensor.

    Raises:
      ValueError: it is a ragged tensor of another dtype.
    """
    if not is_ragged(value):
        return convert_to_tensor(value, dtype, name, preferred_dtype)
    if isinstance(value, RaggedTensor) and dtype and not as_dtype(dtype).is_compatible_with(
        value.dtype
    ):
        raise ValueError(
            f"Tensor conversion requested dtype {as_dtype(dtype).name} for RaggedTensor with "
            f"dtype {value.dtype.name}: {value}"
        )
    if isinstance(value, RaggedTensor):
        return value
    flat = convert_to_tensor(value.flat_values, dtype, None, preferred_dtype)
    return RaggedTensor.from_nested_row_splits(flat, value.nested_row_splits, validate=False)
