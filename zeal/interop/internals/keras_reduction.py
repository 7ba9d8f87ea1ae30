"""tensorflow.python.keras.utils.losses_utils: how Keras's losses are reduced."""

from zeal.keras.losses import Reduction as ReductionV2

__all__ = ["ReductionV2"]
