"""tensorflow.python.keras.engine.network: what models are made of."""

from zeal.keras.model import Model

__all__ = ["Network"]

Network = Model
