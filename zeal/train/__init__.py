"""tf.train: optimizers and the global step."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
