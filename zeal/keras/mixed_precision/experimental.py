"""tf.keras.mixed_precision: losses that are scaled for float16."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
