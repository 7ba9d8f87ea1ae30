"""tf.keras.layers: one layer per file."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
