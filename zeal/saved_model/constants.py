"""tf.saved_model.constants: names of files and collections."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
