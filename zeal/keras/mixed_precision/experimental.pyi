# Written by tools/publish.py; do not edit.
from zeal.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer as LossScaleOptimizer
