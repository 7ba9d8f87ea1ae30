# By tools/publish.py
from .adadelta import AdadeltaOptimizer as AdadeltaOptimizer
from .adagrad import AdagradOptimizer as AdagradOptimizer
from .adam import AdamOptimizer as AdamOptimizer
from .gradient_descent import GradientDescentOptimizer as GradientDescentOptimizer
from .momentum import MomentumOptimizer as MomentumOptimizer
from .optimizer_v2 import OptimizerV2 as OptimizerV2
from .rmsprop import RMSPropOptimizer as RMSPropOptimizer
