"""tf.saved_model: graphs with their variables and signatures, in a folder."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
