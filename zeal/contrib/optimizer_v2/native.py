"""What makes `tf.train`'s optimizers ones of the class OptimizerV2."""

from zeal.contrib.optimizer_v2.optimizer_v2 import OptimizerV2
from zeal.train.optimizer import Optimizer
from zeal.train.step_optimizer import StepOptimizer


class NativeOptimizer(StepOptimizer, OptimizerV2):
    """An OptimizerV2 whose steps are native ops, which need no state handed to them."""

    _begin = Optimizer._begin
    _apply = Optimizer._apply
    _end = Optimizer._end
    _finish = Optimizer._finish
