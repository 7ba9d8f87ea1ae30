"""tf.contrib.optimizer_v2.AdamOptimizer."""

from zeal import train
from zeal.contrib.optimizer_v2.native import NativeOptimizer
from zeal.public import public


@public("contrib.optimizer_v2.AdamOptimizer")
class AdamOptimizer(train.AdamOptimizer, NativeOptimizer):
    """`tf.train.AdamOptimizer` as an OptimizerV2: same arguments, same steps.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.contrib.optimizer_v2.AdamOptimizer(0.1).minimize(lambda: x * x)
      >>> round(float(x), 2)
      2.9
    """
