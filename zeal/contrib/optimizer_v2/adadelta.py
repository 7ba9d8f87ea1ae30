"""tf.contrib.optimizer_v2.AdadeltaOptimizer."""

from zeal import train
from zeal.contrib.optimizer_v2.native import NativeOptimizer
from zeal.public import public


@public("contrib.optimizer_v2.AdadeltaOptimizer")
class AdadeltaOptimizer(train.AdadeltaOptimizer, NativeOptimizer):
    """`tf.train.AdadeltaOptimizer` as an OptimizerV2: same arguments, same steps.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.contrib.optimizer_v2.AdadeltaOptimizer(1.0).minimize(lambda: x * x)
      >>> round(float(x), 2)
      3.0
    """
