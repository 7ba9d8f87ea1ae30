"""tf.keras.models: the model classes."""

from zeal.keras.model import Model
from zeal.keras.sequential import Sequential

__all__ = ["Model", "Sequential"]
