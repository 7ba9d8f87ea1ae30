"""tf.UnconnectedGradients."""

from enum import Enum

from zeal.public import public


@public("UnconnectedGradients")
class UnconnectedGradients(Enum):
    """What the gradient is when the target does not depend on a source.

    NONE: None. ZERO: zeros of the source's shape.

    Example:
      >>> x = tf.Variable(2.0)
      >>> with tf.GradientTape() as tape:
      ...     y = tf.constant(1.0)
      >>> float(tape.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO))
      0.0
    """

    NONE = "none"
    ZERO = "zero"
