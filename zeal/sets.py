"""tf.sets: sets along the last axis of tensors."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
