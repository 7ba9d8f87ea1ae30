"""tf.random: random numbers."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
