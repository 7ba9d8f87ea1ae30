"""tensorflow.python.pywrap_tensorflow: readers of checkpoints, values known without a run."""

from zeal import bfloat16, get_static_value
from zeal.checkpoint.checkpoint_reader import CheckpointReader, NewCheckpointReader

__all__ = [
    "CheckpointReader", "NewCheckpointReader", "TF_TryEvaluateConstant_wrapper", "TF_bfloat16_type",
]  # fmt: skip


def TF_TryEvaluateConstant_wrapper(graph, output):
    """The array that a tensor of a graph always is; None where only a run tells."""
    return get_static_value(output)


def TF_bfloat16_type():
    """NumPy's type of bfloat16 numbers."""
    return bfloat16.as_numpy_dtype
