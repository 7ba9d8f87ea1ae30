"""tf.keras.layers: one layer per file."""

from zeal.keras.layers.activation import Activation
from zeal.keras.layers.dense import Dense
from zeal.keras.layers.dropout import Dropout
from zeal.keras.layers.flatten import Flatten
from zeal.keras.layers.layer import InputSpec, Layer

__all__ = ["Activation", "Dense", "Dropout", "Flatten", "InputSpec", "Layer"]
