"""tf.contrib.losses: the losses before tf.losses, which take predictions first."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
