"""tf.keras.layers.Masking and ActivityRegularization."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras import regularizers
from zeal.keras.layers.layer import Layer
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.Masking")
class Masking(Layer):
    """Masks the steps of sequences all of whose features are `mask_value`: they become 0.

    Later layers that support masks pass over these steps.

    Args:
      mask_value: the value of steps to pass over.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Masking(2.0)(tf.constant([[[1.0], [2.0]]])).numpy().tolist()
      [[[1.0], [0.0]]]
    """

    supports_masking = True

    def __init__(self, mask_value=0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def compute_mask(self, inputs, mask=None) -> Tensor:
        """Which steps count."""
        return api.reduce_any(api.not_equal(inputs, self.mask_value), -1)

    def call(self, inputs) -> Tensor:
        """The input, 0 at masked steps.

        Args:
          inputs: a tensor of shape `[batch, steps, ..., features]`.

        Returns:
          A tensor of its shape.
        """
        counts = api.reduce_any(api.not_equal(inputs, self.mask_value), -1, True)
        return inputs * api.cast(counts, inputs.dtype)

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape."""
        return as_shape(input_shape)

    def get_config(self) -> dict:
        return {**super().get_config(), "mask_value": self.mask_value}


@public("keras.layers.ActivityRegularization")
class ActivityRegularization(Layer):
    """Returns its input, whose absolute values and squares become one of the `losses`.

    Args:
      l1, l2: factors of the two sums, per example.
      **kwargs: those of `Layer`.

    Example:
      >>> layer = tf.keras.layers.ActivityRegularization(l1=1.0)
      >>> _ = layer(tf.constant([[1.0, -2.0]]))
      >>> [float(loss) for loss in layer.losses]
      [3.0]
    """

    supports_masking = True

    def __init__(self, l1=0.0, l2=0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.l1, self.l2 = l1, l2
        self.activity_regularizer = regularizers.L1L2(l1, l2)

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape."""
        return as_shape(input_shape)

    def get_config(self) -> dict:
        return {**super().get_config(), "l1": self.l1, "l2": self.l2}
