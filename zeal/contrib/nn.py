"""tf.contrib.nn: losses, dropout and activations beyond those of tf.nn."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
