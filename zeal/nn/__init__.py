"""tf.nn: ops of neural networks."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
