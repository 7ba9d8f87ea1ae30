# Written by tools/publish.py; do not edit.
from zeal.contrib.optimizer_v2.adadelta import AdadeltaOptimizer as AdadeltaOptimizer
from zeal.contrib.optimizer_v2.adagrad import AdagradOptimizer as AdagradOptimizer
from zeal.contrib.optimizer_v2.adam import AdamOptimizer as AdamOptimizer
from zeal.contrib.optimizer_v2.gradient_descent import GradientDescentOptimizer as GradientDescentOptimizer
from zeal.contrib.optimizer_v2.momentum import MomentumOptimizer as MomentumOptimizer
from zeal.contrib.optimizer_v2.optimizer_v2 import OptimizerV2 as OptimizerV2
from zeal.contrib.optimizer_v2.rmsprop import RMSPropOptimizer as RMSPropOptimizer
