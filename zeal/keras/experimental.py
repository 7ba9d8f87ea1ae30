"""tf.keras.experimental: what Keras tries out."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
