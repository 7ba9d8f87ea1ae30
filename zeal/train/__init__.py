"""tf.train: optimizers and the global step."""

from zeal.train.global_step import create_global_step, get_global_step, get_or_create_global_step
from zeal.train.gradient_descent import GradientDescentOptimizer
from zeal.train.optimizer import Optimizer

__all__ = [
    "GradientDescentOptimizer",
    "Optimizer",
    "create_global_step",
    "get_global_step",
    "get_or_create_global_step",
]
