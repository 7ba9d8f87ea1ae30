"""tf.lookup: tables of keys and values."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
