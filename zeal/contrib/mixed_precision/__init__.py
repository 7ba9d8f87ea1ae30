"""tf.contrib.mixed_precision: losses that are scaled so that small gradients stay above 0."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
