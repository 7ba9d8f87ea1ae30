"""tf.contrib.eager.metrics: metrics as objects that hold their variables."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
