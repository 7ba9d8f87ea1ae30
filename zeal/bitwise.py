"""tf.bitwise: operations on the bits of integers."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
