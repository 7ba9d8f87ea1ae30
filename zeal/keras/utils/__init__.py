"""tf.keras.utils: files, labels and names of custom objects."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
