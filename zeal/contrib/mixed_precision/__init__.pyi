# Written by tools/publish.py; do not edit.
from zeal.contrib.mixed_precision.loss_scale import ExponentialUpdateLossScaleManager as ExponentialUpdateLossScaleManager,FixedLossScaleManager as FixedLossScaleManager,LossScaleManager as LossScaleManager,LossScaleOptimizer as LossScaleOptimizer
