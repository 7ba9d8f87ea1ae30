"""tf.contrib.distributions: those of `tf.distributions` and many more."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
