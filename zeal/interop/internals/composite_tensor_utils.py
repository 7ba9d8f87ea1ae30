"""tensorflow.python.framework.composite_tensor_utils: composites and their values, joined."""

import numpy as np

from zeal._native import api
from zeal.interop.internals.composite_tensor import CompositeTensor
from zeal.ragged.value import RaggedTensorValue
from zeal.sparse.shapes import sparse_concat
from zeal.sparse.sparse_tensor import SparseTensor, SparseTensorValue

__all__ = ["append_composite_tensor", "is_composite_or_composite_value"]


def is_composite_or_composite_value(tensor):
    """Whether something acts as one value that is made of tensors, or of arrays."""
    return isinstance(tensor, (CompositeTensor, RaggedTensorValue, SparseTensorValue))


def append_composite_tensor(target, to_append):
    """The rows of one composite, or of the value of one, behind those of another."""
    if isinstance(target, SparseTensor):
        return sparse_concat(0, [target, to_append])
    if isinstance(target, CompositeTensor):
        return api.concat([target, to_append], 0)
    if isinstance(target, SparseTensorValue):
        return _sparse_rows(target, to_append)
    if isinstance(target, RaggedTensorValue):
        return _ragged_rows(target, to_append)
    raise RuntimeError(f"Attempted to concatenate unsupported object {target}.")


def _sparse_rows(first, second):
    rows, *others = first.dense_shape
    moved = np.array(second.indices)
    moved[:, 0] += rows
    shape = [rows + second.dense_shape[0], *np.maximum(others, second.dense_shape[1:])]
    values = np.concatenate([first.values, second.values])
    return SparseTensorValue(np.concatenate([first.indices, moved]), values, np.array(shape))


def _ragged_rows(first, second):
    inner = first.values, second.values
    nested = isinstance(inner[0], RaggedTensorValue)
    values = append_composite_tensor(*inner) if nested else np.concatenate(inner)
    ends = second.row_splits[1:] + first.row_splits[-1]
    return RaggedTensorValue(values, np.concatenate([first.row_splits, ends]))
