"""tf.saved_model.signature_def_utils: signatures."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
