"""tensorflow.python.pywrap_tensorflow: readers of checkpoints; values known without a run."""

from zeal import get_static_value
from zeal.checkpoint.checkpoint_reader import CheckpointReader, NewCheckpointReader

__all__ = ["CheckpointReader", "NewCheckpointReader", "TF_TryEvaluateConstant_wrapper"]


def TF_TryEvaluateConstant_wrapper(graph, output):
    """The array that a tensor of a graph always is; None where only a run tells."""
    return get_static_value(output)
