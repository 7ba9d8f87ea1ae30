"""tf.keras.estimator: Keras models as estimators."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
