"""tf.keras.layers.Dropout."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.graph.smart_cond import smart_cond
from zeal.keras.layers.layer import Layer
from zeal.keras.phase import training_or_phase
from zeal.ops.nn.dropout import dropout
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


def while_training(training, changed, inputs) -> Tensor:
    """What a layer returns that changes its input while training only.

    Args:
      training: True, False, a boolean tensor, or None for the learning phase.
      changed: a function that returns the changed input.
      inputs: the input.
    """
    training = training_or_phase(training)
    if training is True:
        return changed()
    if training is False:
        return inputs if _native.executing_eagerly() else api.identity(inputs)  # the layer's op
    return smart_cond(training, changed, lambda: api.identity(inputs))


@public("keras.layers.Dropout")
class Dropout(Layer):
    """Sets elements to zero at random while training, and scales the others up.

    Args:
      rate: share of elements to drop, in [0, 1).
      noise_shape: shape of the mask, which broadcasts to the input; None entries are the input's.
      seed: operation seed.
      **kwargs: those of `Layer`.

    Call with `training=True` to drop; the flag passes down from an outer layer's call.

    Example:
      >>> tf.keras.layers.Dropout(0.5)(tf.ones([2])).numpy().tolist()
      [1.0, 1.0]
    """

    supports_masking = True

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rate, self.noise_shape, self.seed = rate, noise_shape, seed

    def call(self, inputs, training=None) -> Tensor:
        """Drops while training, else returns the input.

        Args:
          inputs: floating tensor.
          training: whether to drop; a boolean scalar says so when the graph runs.

        Returns:
          A tensor of the input's shape.
        """
        return while_training(training, lambda: self._dropped(inputs), inputs)

    def _dropped(self, inputs):
        shape = self._mask_shape(inputs)
        return dropout(inputs, noise_shape=shape, seed=self.seed, rate=self.rate)

    def _mask_shape(self, inputs):
        return self.noise_shape

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape."""
        return as_shape(input_shape)

    def get_config(self) -> dict:
        own = {"rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}
        return {**super().get_config(), **own}
