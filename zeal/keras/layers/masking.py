"""tf.keras.layers.Masking."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras.layers.layer import Layer
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.Masking")
class Masking(Layer):
    """Marks steps whose elements are all of one value as ones to leave out, and sets them to zero.

    Args:
      mask_value: the value.
      **kwargs: those of `Layer`.

    Inputs: shape `[batch, time, ...]`. Output: the same.

    Example:
      >>> tf.keras.layers.Masking(9.0)(tf.constant([[[9.0, 9.0], [9.0, 1.0]]])).numpy().tolist()
      [[[0.0, 0.0], [9.0, 1.0]]]
    """

    supports_masking = _makes_masks = True

    def __init__(self, mask_value=0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def compute_mask(self, inputs, mask=None) -> Tensor:
        """Where a step has another value.

        Args:
          inputs: the layer's inputs.
          mask: that of the inputs, which does not count.

        Returns:
          A boolean tensor of shape `[batch, time]`.
        """
        return api.reduce_any(api.not_equal(inputs, api.cast(self.mask_value, inputs.dtype)), -1)

    def call(self, inputs) -> Tensor:
        """The inputs with zeros for the steps that are left out.

        Args:
          inputs: tensor of shape `[batch, time, ...]`.

        Returns:
          A tensor of the same shape.
        """
        kept = api.expand_dims(self.compute_mask(inputs), -1)
        return inputs * api.cast(kept, inputs.dtype)

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape.

        Args:
          input_shape: a TensorShape or what converts to one.

        Returns:
          A TensorShape.
        """
        return as_shape(input_shape)

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from.

        Returns:
          A dict.

        Example:
          >>> tf.keras.layers.Masking(2.0).get_config()["mask_value"]
          2.0
        """
        return {**super().get_config(), "mask_value": self.mask_value}
