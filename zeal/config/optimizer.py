"""tf.config.optimizer: what is asked of the optimizers of graphs."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
