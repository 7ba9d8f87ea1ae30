# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.contrib.opt.adam import AdaMaxOptimizer as AdaMaxOptimizer,LazyAdamOptimizer as LazyAdamOptimizer,NadamOptimizer as NadamOptimizer
from zeal.contrib.opt.external_optimizer import ExternalOptimizerInterface as ExternalOptimizerInterface,ScipyOptimizerInterface as ScipyOptimizerInterface
from zeal.contrib.opt.global_step import AdamGSOptimizer as AdamGSOptimizer,LazyAdamGSOptimizer as LazyAdamGSOptimizer
from zeal.contrib.opt.lars import LARSOptimizer as LARSOptimizer
from zeal.contrib.opt.moving_average import MovingAverageOptimizer as MovingAverageOptimizer
from zeal.contrib.opt.regularized import RegAdagradOptimizer as RegAdagradOptimizer
from zeal.contrib.opt.sign import AddSignOptimizer as AddSignOptimizer,PowerSignOptimizer as PowerSignOptimizer
from zeal.contrib.opt.weight_decay import AdamWOptimizer as AdamWOptimizer,DecoupledWeightDecayExtension as DecoupledWeightDecayExtension,MomentumWOptimizer as MomentumWOptimizer
def extend_with_decoupled_weight_decay(base_optimizer)->_A:...
