"""tf.contrib.factorization: points gathered into clusters."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
