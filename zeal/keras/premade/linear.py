"""tf.keras.experimental.LinearModel: a weighted sum of the inputs."""

from typing import Any

from zeal.keras import activations, initializers, regularizers
from zeal.keras.layers.dense import Dense
from zeal.keras.layers.inputs import are_shapes
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.own_arguments import own_arguments
from zeal.keras.model import Model
from zeal.nest.composite_tensor import CompositeTensor
from zeal.public import public


@public("keras.experimental.LinearModel")
class LinearModel(Model):
    """`activation(sum of inputs @ kernel + bias)`: linear regression, or with an activation more.

    Args:
      units: the output's size.
      activation: a name or function, or None.
      use_bias: whether a bias is added.
      kernel_initializer, bias_initializer: how the weights start.
      kernel_regularizer, bias_regularizer: what they cost.
      **kwargs: those of `tf.keras.Model`.

    Inputs: a tensor `[batch, n]`, or a list of several, each of which has a kernel of its own.

    Example:
      >>> model = tf.keras.experimental.LinearModel(kernel_initializer="ones")
      >>> model(tf.constant([[1.0, 2.0]])).numpy().tolist()
      [[3.0]]
    """

    def __init__(
        self, units=1, activation=None, use_bias=True, kernel_initializer="glorot_uniform",
        bias_initializer="zeros", kernel_regularizer=None, bias_regularizer=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.units, self.use_bias = units, use_bias
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)

    def build(self, input_shape) -> None:
        """Makes a layer for each input, and the bias."""
        shapes = input_shape if are_shapes(input_shape) else [input_shape]
        self.dense_layers = [
            Dense(
                self.units, use_bias=False, kernel_initializer=self.kernel_initializer,
                kernel_regularizer=self.kernel_regularizer,
            )
            for _ in shapes
        ]  # fmt: skip
        for layer, shape in zip(self.dense_layers, shapes, strict=True):
            layer._build_for(shape)
        self.bias = self.add_weight(
            "bias", [self.units], initializer=self.bias_initializer,
            regularizer=self.bias_regularizer, dtype=self.dtype,
        ) if self.use_bias else None
        self.built = True

    def call(self, inputs) -> Any:
        """The sum.

        Args:
          inputs: a tensor, dense or sparse, or a list of them.

        Returns:
          A tensor `[batch, units]`.

        Raises:
          ValueError: there are more or fewer than the model was built for.
        """
        one = not isinstance(inputs, (tuple, list)) or isinstance(inputs, CompositeTensor)
        inputs = [inputs] if one else inputs
        if len(inputs) != len(self.dense_layers):
            raise ValueError(
                f"Expected {len(self.dense_layers)} inputs, but got {len(inputs)} inputs"
            )
        products = [layer(x) for layer, x in zip(self.dense_layers, inputs, strict=True)]
        total = sum(products[1:], products[0])
        if self.bias is not None:
            total = total + self.bias
        return self.activation(total)

    def get_config(self) -> dict:
        return Layer.get_config(self) | own_arguments(
            self, "units use_bias activation kernel_initializer bias_initializer "
            "kernel_regularizer bias_regularizer",
        )  # fmt: skip

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> "LinearModel":
        from zeal.keras.utils.custom_objects import CustomObjectScope

        with CustomObjectScope(custom_objects or {}):
            return cls(**config)
