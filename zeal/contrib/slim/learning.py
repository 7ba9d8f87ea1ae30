"""tf.contrib.slim.learning: operations that train, and the loop around them."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
