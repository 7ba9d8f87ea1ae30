"""tensorflow.python.training.experimental.loss_scale: scales from numbers and names."""

from zeal.train.loss_scale import get

__all__ = ["get"]
