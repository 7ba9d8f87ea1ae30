"""tf.contrib.saved_model: Keras models as SavedModels."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
