"""tf.keras.layers: pooling of images, by windows and of whole images."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.window_arguments import (
    format_word,
    length_after,
    numbers,
    op_format,
    padding_word,
)
from zeal.ops.nn.pool import avg_pool, max_pool
from zeal.public import public, publish
from zeal.tensor_shape import TensorShape, as_shape


class Pooling2D(Layer):
    """What layers that pool windows of images share."""

    def __init__(
        self, pool_size=(2, 2), strides=None, padding: Any = "valid", data_format=None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        strides = pool_size if strides is None else strides
        self.pool_size = numbers(pool_size, 2, "pool_size")
        self.strides = numbers(strides, 2, "strides")
        self.padding = padding_word(padding)
        self.data_format = format_word(data_format)
        self.input_spec = InputSpec(ndim=4)

    def _pool(self, function, inputs):
        return function(
            inputs, self.pool_size, self.strides, self.padding.upper(),
            op_format(self.data_format, 2),
        )

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The output's shape for an input's.

        Args:
          input_shape: a TensorShape or what converts to one.

        Returns:
          A TensorShape.

        Example:
          >>> tf.keras.layers.MaxPooling2D().compute_output_shape([None, 8, 7, 3]).as_list()
          [None, 4, 3, 3]
        """
        shape = as_shape(input_shape).as_list()
        first = 2 if self.data_format == "channels_first" else 1
        for i in range(2):
            shape[first + i] = length_after(
                shape[first + i], self.pool_size[i], self.padding, self.strides[i]
            )
        return TensorShape(shape)

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from.

        Returns:
          A dict.

        Example:
          >>> tf.keras.layers.MaxPooling2D().get_config()["pool_size"]
          (2, 2)
        """
        own = {
            "pool_size": self.pool_size, "padding": self.padding, "strides": self.strides,
            "data_format": self.data_format,
        }
        return {**super().get_config(), **own}


@public("keras.layers.MaxPooling2D")
class MaxPooling2D(Pooling2D):
    """The largest element of each window.

    Args:
      pool_size: height and width of the window, or one number for both.
      strides: its steps; pool_size by default.
      padding: "valid" or "same".
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.MaxPooling2D()(tf.zeros([1, 8, 8, 2])).shape.as_list()
      [1, 4, 4, 2]
    """

    def call(self, inputs) -> Tensor:
        """The largest element of each window.

        Args:
          inputs: tensor of rank 4.

        Returns:
          A tensor of rank 4.

        Example:
          >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
          >>> tf.keras.layers.MaxPooling2D()(x).numpy().ravel().tolist()
          [3.0]
        """
        return self._pool(max_pool, inputs)


@public("keras.layers.AveragePooling2D")
class AveragePooling2D(Pooling2D):
    """The mean of each window.

    Args:
      pool_size, strides, padding, data_format, **kwargs: those of `MaxPooling2D`.

    Example:
      >>> tf.keras.layers.AveragePooling2D()(tf.zeros([1, 8, 8, 2])).shape.as_list()
      [1, 4, 4, 2]
    """

    def call(self, inputs) -> Tensor:
        """The mean of each window.

        Args:
          inputs: floating tensor of rank 4.

        Returns:
          A tensor of rank 4.

        Example:
          >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
          >>> tf.keras.layers.AveragePooling2D()(x).numpy().ravel().tolist()
          [1.5]
        """
        return self._pool(avg_pool, inputs)


class GlobalPooling2D(Layer):
    """What layers that pool whole images share."""

    def __init__(self, data_format=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = format_word(data_format)
        self.input_spec = InputSpec(ndim=4)

    def _axes(self):
        return [1, 2] if self.data_format == "channels_last" else [2, 3]

    def compute_output_shape(self, input_shape) -> TensorShape:
        """`[batch, channels]`.

        Args:
          input_shape: a TensorShape or what converts to one.

        Returns:
          A TensorShape.

        Example:
          >>> layer = tf.keras.layers.GlobalMaxPooling2D()
          >>> layer.compute_output_shape([None, 8, 8, 3]).as_list()
          [None, 3]
        """
        shape = as_shape(input_shape).as_list()
        return TensorShape([shape[0], shape[3 if self.data_format == "channels_last" else 1]])

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from.

        Returns:
          A dict.

        Example:
          >>> tf.keras.layers.GlobalMaxPooling2D().get_config()["data_format"]
          'channels_last'
        """
        return {**super().get_config(), "data_format": self.data_format}


@public("keras.layers.GlobalAveragePooling2D")
class GlobalAveragePooling2D(GlobalPooling2D):
    """The mean of each channel over the image.

    Args:
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.GlobalAveragePooling2D()(tf.ones([1, 8, 8, 2])).numpy().tolist()
      [[1.0, 1.0]]
    """

    def call(self, inputs) -> Tensor:
        """The mean over height and width.

        Args:
          inputs: floating tensor of rank 4.

        Returns:
          A tensor `[batch, channels]`.

        Example:
          >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
          >>> tf.keras.layers.GlobalAveragePooling2D()(x).numpy().tolist()
          [[1.5]]
        """
        return api.reduce_mean(inputs, self._axes())


@public("keras.layers.GlobalMaxPooling2D")
class GlobalMaxPooling2D(GlobalPooling2D):
    """The largest element of each channel.

    Args:
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.GlobalMaxPooling2D()(tf.ones([1, 8, 8, 2])).numpy().tolist()
      [[1.0, 1.0]]
    """

    def call(self, inputs) -> Tensor:
        """The largest element over height and width.

        Args:
          inputs: tensor of rank 4.

        Returns:
          A tensor `[batch, channels]`.

        Example:
          >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
          >>> tf.keras.layers.GlobalMaxPooling2D()(x).numpy().tolist()
          [[3.0]]
        """
        return api.reduce_max(inputs, self._axes())


for _name, _alias in (
    ("MaxPooling2D", "MaxPool2D"), ("AveragePooling2D", "AvgPool2D"),
    ("GlobalAveragePooling2D", "GlobalAvgPool2D"), ("GlobalMaxPooling2D", "GlobalMaxPool2D"),
):
    publish(__name__, _name, f"keras.layers.{_alias}")
