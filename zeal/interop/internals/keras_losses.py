"""tensorflow.python.keras.losses: the class that makes a loss of a function."""

from zeal.keras.losses.loss import LossFunctionWrapper

__all__ = ["LossFunctionWrapper"]
