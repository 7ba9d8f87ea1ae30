"""tf.contrib.nn: losses over sampled classes."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
