"""tf.io: files and what is in them."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
