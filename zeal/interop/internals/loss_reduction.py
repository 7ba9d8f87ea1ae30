"""tensorflow.python.ops.losses.loss_reduction: how losses are reduced, and those of Keras."""

from zeal.keras.losses import Reduction as ReductionV2
from zeal.losses import Reduction

__all__ = ["Reduction", "ReductionV2"]
