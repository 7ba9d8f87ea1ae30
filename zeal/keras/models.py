"""tf.keras.models: the model classes."""

from zeal.keras.model import Model
from zeal.keras.sequential import Sequential

__all__ = ["Model", "Sequential"]


def __getattr__(name):
    from zeal.not_built import missing

    raise missing("keras.models", name)
