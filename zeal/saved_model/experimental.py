"""tf.saved_model.experimental: objects written with their functions."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
