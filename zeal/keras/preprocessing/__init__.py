"""tf.keras.preprocessing: sequences and texts as arrays."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
