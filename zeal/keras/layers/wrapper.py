"""tf.keras.layers.Wrapper and TimeDistributed: layers around a layer."""

from typing import Any

from zeal._native import api
from zeal.dtypes import as_dtype
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.stacked_cells import cell_from, takes
from zeal.keras.serialization import described
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.Wrapper")
class Wrapper(Layer):
    """Base class of layers around a layer.

    Args:
      layer: the layer.
      **kwargs: those of `Layer`.
    """

    def __init__(self, layer, **kwargs: Any) -> None:
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Please initialize `{type(self).__name__}` layer with a `Layer` instance. "
                f"You passed: {layer}"
            )
        super().__init__(**kwargs)
        self.layer = layer

    def build(self, input_shape=None) -> None:
        """Builds the layer, for the shape that the wrapper itself is built for."""
        if not self.layer.built:
            self.layer._run_build(input_shape)
        self.built = True

    def get_config(self) -> dict:
        return {**super().get_config(), "layer": described(self.layer)}

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> "Wrapper":
        config = dict(config)
        return cls(cell_from(config.pop("layer"), custom_objects), **config)


@public("keras.layers.TimeDistributed")
class TimeDistributed(Wrapper):
    """Applies a layer to each step of sequences.

    Args:
      layer: the layer, which takes inputs without the time axis.
      **kwargs: those of `Layer`.

    Inputs: shape `[batch, time, ...]`. Output: the same first two axes.

    Example:
      >>> layer = tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(2))
      >>> layer(tf.ones([3, 5, 4])).shape.as_list()
      [3, 5, 2]
    """

    supports_masking = True

    def build(self, input_shape) -> None:
        """Builds the layer for one step.

        Raises:
          ValueError: it has fewer than three axes.
        """
        shape = as_shape(input_shape)
        if shape.ndims is None or shape.ndims < 3:
            raise ValueError(
                "`TimeDistributed` Layer should be passed an `input_shape ` with at least 3 "
                f"dimensions, received: {shape}"
            )
        self.input_spec = InputSpec(shape=[None, None, *shape[2:].as_list()])
        if not self.layer.built:
            if self._dtype is not None and as_dtype(self._dtype).is_floating:  # else the default
                self.layer._dtype = self.layer._dtype or self._dtype
            self.layer._run_build(shape[:1].concatenate(shape[2:]))
        self.built = True

    def call(self, inputs, training=None, mask=None) -> Any:
        """Joins batch and time for the layer, and parts them again.

        Args:
          inputs: tensor of shape `[batch, time, ...]`.
          training: passed on to the layer, if it takes it.
          mask: the inputs' mask, whose part of each step is passed on likewise.

        Returns:
          A tensor of the same first two axes.
        """
        kwargs = {"training": training} if takes(self.layer.call, "training") else {}
        if mask is not None and takes(self.layer.call, "mask"):
            kwargs["mask"] = _joined(mask)
        return _parted(self.layer(_joined(inputs), **kwargs), inputs)

    def compute_output_shape(self, input_shape) -> TensorShape:
        shape = as_shape(input_shape)
        inner = self.layer.compute_output_shape(shape[:1].concatenate(shape[2:]))
        return shape[:2].concatenate(as_shape(inner)[1:])

    def compute_mask(self, inputs, mask=None) -> Any:
        """The mask that the layer makes of each step, else that of the inputs."""
        nodes = self.inbound_nodes
        if (nodes[0].inputs if nodes else inputs).shape._at(0) is not None:
            return mask
        inner = None if mask is None else _joined(mask)
        found = self.layer.compute_mask(_joined(inputs), inner)
        if found is not None:
            return _parted(found, inputs)
        return None if mask is None else api.reduce_any(mask, list(range(2, mask.shape.ndims)))


def _sizes(x):
    return [api.shape(x)[i] if n is None else n for i, n in enumerate(x.shape.as_list())]


def _joined(x):
    """Batch and time as one axis."""
    return api.reshape(x, [-1, *_sizes(x)[2:]])


def _parted(x, like):
    """The first axis as those of batch and time that another tensor has."""
    return api.reshape(x, [*_sizes(like)[:2], *_sizes(x)[1:]])
