"""tf.contrib.slim.nets.inception: Inception networks 1 to 3."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
