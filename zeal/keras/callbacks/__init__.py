"""tf.keras.callbacks: what runs between the steps of training."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
