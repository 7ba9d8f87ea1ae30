"""tf.saved_model.utils: tensors by their names in signatures."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
