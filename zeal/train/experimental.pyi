# By tools/publish.py
from typing import Any as _A
from ..checkpoint.python_state import PythonState as PythonState
from .loss_scale import DynamicLossScale as DynamicLossScale,FixedLossScale as FixedLossScale,LossScale as LossScale
from .loss_scale_optimizer import MixedPrecisionLossScaleOptimizer as MixedPrecisionLossScaleOptimizer
def disable_mixed_precision_graph_rewrite()->_A:...
def enable_mixed_precision_graph_rewrite(opt,loss_scale=...)->_A:...
