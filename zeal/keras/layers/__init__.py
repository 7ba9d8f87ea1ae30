"""tf.keras.layers: one layer per file."""

from zeal.keras.layers.activation import Activation
from zeal.keras.layers.dense import Dense
from zeal.keras.layers.dropout import Dropout
from zeal.keras.layers.flatten import Flatten
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer

__all__ = ["Activation", "Dense", "Dropout", "Flatten", "InputSpec", "Layer"]


def __getattr__(name):
    from zeal.not_built import missing

    raise missing("keras.layers", name)
