"""Values of calls in the form in which those of TensorFlow 1.15 are kept, in JSON."""

import numpy as np

import zeal as tf
from zeal.ragged.value import RaggedTensorValue
from zeal.sparse.sparse_tensor import SparseTensorValue


def plain(value):
    """A value of a run, or an eager one, as JSON has it."""
    if isinstance(value, tf.RaggedTensor):
        value = value._of_run([x.numpy() for x in value._to_components()])
    if isinstance(value, RaggedTensorValue):
        flat = tf.convert_to_tensor(value.flat_values, "string" if value.dtype == object else None)
        splits = value.row_splits.dtype.name
        shape = [value.shape[0], *[None] * value.ragged_rank, *flat.shape.as_list()[1:]]
        return ["ragged", repr(value.to_list()), flat.dtype.name, splits, repr(shape)]
    if isinstance(value, (tf.SparseTensor, SparseTensorValue)):
        return [plain(x) for x in (value.indices, value.values, value.dense_shape)]
    if isinstance(value, (tuple, list)):
        return [plain(x) for x in value]
    value = value.numpy() if isinstance(value, tf.Tensor) else value
    array = np.asarray(value, object if isinstance(value, bytes) else None)
    if array.dtype == object:
        return ["string", list(array.shape), [x.hex() for x in array.ravel()]]
    return [str(array.dtype), list(array.shape), array.astype(np.float64).ravel().tolist()]
