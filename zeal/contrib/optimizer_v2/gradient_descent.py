"""tf.contrib.optimizer_v2.GradientDescentOptimizer."""

from zeal import train
from zeal.contrib.optimizer_v2.native import NativeOptimizer
from zeal.public import public


@public("contrib.optimizer_v2.GradientDescentOptimizer")
class GradientDescentOptimizer(train.GradientDescentOptimizer, NativeOptimizer):
    """`tf.train.GradientDescentOptimizer` as an OptimizerV2: same arguments, same steps.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.contrib.optimizer_v2.GradientDescentOptimizer(0.1).minimize(lambda: x * x)
      >>> round(float(x), 2)
      2.4
    """
