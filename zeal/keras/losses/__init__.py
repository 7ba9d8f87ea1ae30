"""tf.keras.losses: losses as functions of (y_true, y_pred), and as objects."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
