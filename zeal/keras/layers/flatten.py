"""tf.keras.layers.Flatten."""

import math
from typing import Any

from zeal._native import Tensor, api
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.window_arguments import format_word
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.Flatten")
class Flatten(Layer):
    """Joins all axes but the first: `[batch, a, b]` becomes `[batch, a * b]`.

    Args:
      data_format: "channels_last" (default); "channels_first" moves axis 1 last before.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Flatten()(tf.zeros([2, 3, 4])).shape
      TensorShape([Dimension(2), Dimension(12)])
    """

    def __init__(self, data_format=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = format_word(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs) -> Tensor:
        """The input under shape `[batch, everything else]`.

        Args:
          inputs: tensor of at least one axis.

        Returns:
          A tensor of two axes.

        Raises:
          ValueError: the input is a scalar.
        """
        shape = inputs._shape_tuple()
        if self.data_format == "channels_first" and len(shape) > 2:
            inputs = api.transpose(inputs, [0, *range(2, len(shape)), 1])
        rest = -1 if None in shape[1:] else math.prod(shape[1:])
        return api.reshape(inputs, [api.shape(inputs)[0] if shape[0] is None else shape[0], rest])

    def compute_output_shape(self, input_shape) -> TensorShape:
        """`[batch, everything else]`."""
        first, *rest = as_shape(input_shape).as_list()
        return TensorShape([first, None if None in rest else math.prod(rest)])

    def get_config(self) -> dict:
        return {**super().get_config(), "data_format": self.data_format}
