"""tf.saved_model.loader: what reads models."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
