"""tf.keras.wrappers: models in the clothes of other libraries."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
