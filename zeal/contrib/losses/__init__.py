"""tf.contrib.losses: losses as they were before `tf.losses`, with predictions first."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
