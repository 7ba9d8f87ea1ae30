"""tf.contrib.optimizer_v2.MomentumOptimizer."""

from zeal import train
from zeal.contrib.optimizer_v2.native import NativeOptimizer
from zeal.public import public


@public("contrib.optimizer_v2.MomentumOptimizer")
class MomentumOptimizer(train.MomentumOptimizer, NativeOptimizer):
    """`tf.train.MomentumOptimizer` as an OptimizerV2: same arguments, same steps.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.contrib.optimizer_v2.MomentumOptimizer(0.1, 0.9).minimize(lambda: x * x)
      >>> round(float(x), 2)
      2.4
    """
