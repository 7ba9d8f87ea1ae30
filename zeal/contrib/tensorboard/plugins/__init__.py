"""tf.contrib.tensorboard.plugins: the embedding projector."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
