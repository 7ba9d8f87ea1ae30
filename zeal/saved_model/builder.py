"""tf.saved_model.builder: what writes models."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
