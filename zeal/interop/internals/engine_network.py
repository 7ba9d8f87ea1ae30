"""tensorflow.python.keras.engine.network: models, of which Keras trains all."""

from zeal.keras import Model as Network

__all__ = ["Network"]
