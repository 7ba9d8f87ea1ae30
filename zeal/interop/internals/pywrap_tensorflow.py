"""tensorflow.python.pywrap_tensorflow: readers of checkpoints."""

from zeal.checkpoint.checkpoint_reader import CheckpointReader, NewCheckpointReader

__all__ = ["CheckpointReader", "NewCheckpointReader"]
