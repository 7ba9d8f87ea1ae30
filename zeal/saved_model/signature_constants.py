"""tf.saved_model.signature_constants: names in signatures."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
