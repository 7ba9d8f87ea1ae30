"""tf.contrib.losses: those of tf.losses, but predictions come first and weights may lack axes."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
