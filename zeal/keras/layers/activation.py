"""tf.keras.layers.Activation."""

from typing import Any

from zeal._native import Tensor
from zeal.keras import activations
from zeal.keras.layers.layer import Layer
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.Activation")
class Activation(Layer):
    """Applies an activation function.

    Args:
      activation: its name, or a function.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Activation("relu")(tf.constant([-1.0, 2.0])).numpy().tolist()
      [0.0, 2.0]
    """

    supports_masking = True

    def __init__(self, activation, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs) -> Tensor:
        """The function of the input.

        Args:
          inputs: a tensor.

        Returns:
          What the activation function returns, for most a tensor of the same shape.
        """
        return self.activation(inputs)

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape."""
        return as_shape(input_shape)

    def get_config(self) -> dict:
        return {**super().get_config(), "activation": activations.serialize(self.activation)}
