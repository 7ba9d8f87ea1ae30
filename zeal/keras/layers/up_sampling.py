"""tf.keras.layers: UpSampling of sequences, images and volumes."""

from typing import Any

from zeal._native import Tensor
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.window_arguments import format_word, numbers
from zeal.ops.array.reorder import repeat
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


class UpSampling(Layer):
    """What layers share that repeat the steps of `rank` spatial axes."""

    rank = 2

    def __init__(self, size, data_format=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = format_word(data_format)
        self.size = int(size) if self.rank == 1 else numbers(size, self.rank, "size")
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _counts(self):
        """How often the steps of each axis are repeated, by the axis."""
        first = 2 if self.data_format == "channels_first" else 1
        counts = (self.size,) if self.rank == 1 else self.size
        return {first + i: count for i, count in enumerate(counts)}

    def call(self, inputs) -> Tensor:
        """The input with repeated steps.

        Args:
          inputs: tensor of the layer's rank.

        Returns:
          A tensor of the same rank.

        Example:
          >>> x = tf.reshape(tf.range(2.0), [1, 1, 2, 1])
          >>> tf.keras.layers.UpSampling2D((1, 2))(x).numpy().ravel().tolist()
          [0.0, 0.0, 1.0, 1.0]
        """
        outputs = inputs
        for axis, count in self._counts().items():
            outputs = repeat(outputs, count, axis=axis)
        if outputs._symbolic:
            outputs.set_shape(self.compute_output_shape(inputs.shape))
        return outputs

    def compute_output_shape(self, input_shape) -> TensorShape:
        shape = as_shape(input_shape).as_list()
        for axis, count in self._counts().items():
            shape[axis] = None if shape[axis] is None else shape[axis] * count
        return TensorShape(shape)

    def get_config(self) -> dict:
        own = {"size": self.size}
        if self.rank > 1:
            own["data_format"] = self.data_format
        return {**super().get_config(), **own}


@public("keras.layers.UpSampling1D")
class UpSampling1D(UpSampling):
    """Repeats the steps of sequences.

    Args:
      size: how often each is repeated.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.UpSampling1D(3)(tf.zeros([1, 4, 2])).shape.as_list()
      [1, 12, 2]
    """

    rank = 1

    def __init__(self, size=2, **kwargs: Any) -> None:
        super().__init__(size, **kwargs)


@public("keras.layers.UpSampling2D")
class UpSampling2D(UpSampling):
    """Repeats the rows and columns of images.

    Args:
      size: how often rows and columns are repeated, or one number for both.
      data_format: "channels_last" (default) or "channels_first".
      interpolation: "nearest" or "bilinear"; the latter gives float32.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.UpSampling2D(2)(tf.zeros([1, 4, 4, 3])).shape.as_list()
      [1, 8, 8, 3]
    """

    def __init__(
        self, size=(2, 2), data_format=None, interpolation: Any = "nearest", **kwargs: Any
    ) -> None:
        super().__init__(size, data_format, **kwargs)
        if interpolation not in ("nearest", "bilinear"):
            raise ValueError(
                '`interpolation` argument should be one of `"nearest"` or `"bilinear"`.'
            )
        self.interpolation = interpolation

    def call(self, inputs) -> Tensor:
        """The images with repeated or interpolated rows and columns.

        Args:
          inputs: tensor of rank 4.

        Returns:
          A tensor of rank 4.
        """
        if self.interpolation == "nearest":
            return super().call(inputs)
        from zeal.keras.backend_parts.images import resize_images

        return resize_images(inputs, *self.size, self.data_format, "bilinear")

    def get_config(self) -> dict:
        return {**super().get_config(), "interpolation": self.interpolation}


@public("keras.layers.UpSampling3D")
class UpSampling3D(UpSampling):
    """Repeats the planes, rows and columns of volumes.

    Args:
      size: how often planes, rows and columns are repeated, or one number for all.
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.UpSampling3D((1, 2, 3))(tf.zeros([1, 4, 4, 4, 2])).shape.as_list()
      [1, 4, 8, 12, 2]
    """

    rank = 3

    def __init__(self, size=(2, 2, 2), data_format=None, **kwargs: Any) -> None:
        super().__init__(size, data_format, **kwargs)
