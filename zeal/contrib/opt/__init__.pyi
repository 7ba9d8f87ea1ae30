# By tools/publish.py
from typing import Any as _A
from .adam import AdaMaxOptimizer as AdaMaxOptimizer,LazyAdamOptimizer as LazyAdamOptimizer,NadamOptimizer as NadamOptimizer
from .clipping import VariableClippingOptimizer as VariableClippingOptimizer
from .external_optimizer import ExternalOptimizerInterface as ExternalOptimizerInterface,ScipyOptimizerInterface as ScipyOptimizerInterface
from .global_step import AdamGSOptimizer as AdamGSOptimizer,LazyAdamGSOptimizer as LazyAdamGSOptimizer
from .lars import LARSOptimizer as LARSOptimizer
from .moving_average import MovingAverageOptimizer as MovingAverageOptimizer
from .regularized import RegAdagradOptimizer as RegAdagradOptimizer
from .sign import AddSignOptimizer as AddSignOptimizer,PowerSignOptimizer as PowerSignOptimizer
from .weight_decay import AdamWOptimizer as AdamWOptimizer,DecoupledWeightDecayExtension as DecoupledWeightDecayExtension,MomentumWOptimizer as MomentumWOptimizer
def extend_with_decoupled_weight_decay(base_optimizer)->_A:...
