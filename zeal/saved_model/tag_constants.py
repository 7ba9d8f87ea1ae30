"""tf.saved_model.tag_constants: what models are for."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
