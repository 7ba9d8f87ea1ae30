"""tensorflow.python.tf2: whether TensorFlow 2's behaviour is on."""

from zeal.eager.behavior import is_v2_behavior as enabled

__all__ = ["enabled"]
