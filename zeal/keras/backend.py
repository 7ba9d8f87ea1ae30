"""tf.keras.backend: what Keras shares between its parts."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
