"""tf.contrib.signal: what later became tf.signal."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
