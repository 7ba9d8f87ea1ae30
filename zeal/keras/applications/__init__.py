"""tf.keras.applications: well-known networks for images."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
