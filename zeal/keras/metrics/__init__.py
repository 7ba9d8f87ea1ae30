"""tf.keras.metrics: metrics as layers, and as functions of (y_true, y_pred)."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
