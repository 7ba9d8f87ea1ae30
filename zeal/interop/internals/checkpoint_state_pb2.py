"""tensorflow.python.training.checkpoint_state_pb2: the message of state files."""

from zeal.messages.checkpoint import CheckpointState

__all__ = ["CheckpointState"]
