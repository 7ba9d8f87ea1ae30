"""tensorflow.python.keras.losses and utils.losses_utils: a loss of a function, and reductions."""

from zeal.keras.losses import Reduction as ReductionV2
from zeal.keras.losses.loss import LossFunctionWrapper

__all__ = ["LossFunctionWrapper", "ReductionV2"]
