"""tensorflow.python.pywrap_tensorflow: readers of checkpoints, values known without a run."""

from zeal import bfloat16, constant, get_static_value
from zeal._native import Tensor
from zeal.checkpoint.checkpoint_reader import CheckpointReader, NewCheckpointReader

__all__ = [
    "CheckpointReader", "NewCheckpointReader", "TFE_Py_TensorShapeSlice",
    "TF_TryEvaluateConstant_wrapper", "TF_bfloat16_type",
]  # fmt: skip


def TF_TryEvaluateConstant_wrapper(graph, output):
    """The array that a tensor of a graph always is; None where only a run tells."""
    return get_static_value(output)


def TF_bfloat16_type():
    """NumPy's type of bfloat16 numbers."""
    return bfloat16.as_numpy_dtype


def TFE_Py_TensorShapeSlice(tensors, slice_dim):
    """The size of each of a list of tensors along an axis: an int32 vector."""
    if not isinstance(tensors, (list, tuple)):
        raise TypeError(f"tensors argument must be a list or a tuple. Got {type(tensors)}")
    if slice_dim < 0:
        raise ValueError(f"Slice dimension must be non-negative. Got {slice_dim}")
    for i, x in enumerate(tensors):
        if not isinstance(x, Tensor):
            kind = type(x).__name__
            raise TypeError(f'Expected a list of EagerTensors but element {i} has type "{kind}"')
        if slice_dim >= x.shape.ndims:
            raise IndexError(
                f"Slice dimension ({slice_dim}) must be smaller than rank of all tensors, but "
                f"tensor at index {i} has rank {x.shape.ndims}"
            )
    return constant([int(x.shape[slice_dim]) for x in tensors], "int32")
