"""tf.guarantee_const: values that the program promises not to change."""

from zeal._native import api
from zeal.public import public


@public("guarantee_const")
def guarantee_const(input, name=None):
    """The input, which the program promises to be the same in all runs; zeal makes no use of that.

    Args:
      input: a tensor.
      name: the op's name.

    Returns:
      A tensor.

    Example:
      >>> int(tf.guarantee_const(3))
      3
    """
    return api.identity(input, name or "GuaranteeConst")
