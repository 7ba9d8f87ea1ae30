"""tf.keras.layers: pooling of sequences and images, by windows and of the whole."""

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


class Pooling(Layer):
    """What layers share that pool windows of `rank` spatial axes."""

    rank = 2

    def __init__(
        self, pool_size: Any = 2, strides=None, padding: Any = "valid", data_format=None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        strides = pool_size if strides is None else strides
        self.pool_size = numbers(pool_size, self.rank, "pool_size")
        self.strides = numbers(strides, self.rank, "strides")
        self.padding = padding_word(padding)
        self.data_format = format_word(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _pool(self, function, inputs):
        """Sequences are images of one column."""
        word = self.data_format
        if self.rank > 1:
            return function(
                inputs, self.pool_size, self.strides, self.padding.upper(),
                op_format(word, self.rank),
            )
        column = 3 if word == "channels_first" else 2
        outputs = function(
            api.expand_dims(inputs, column), (*self.pool_size, 1), (*self.strides, 1),
            self.padding.upper(), op_format(word, 2),
        )
        return api.squeeze(outputs, [column])

    def compute_output_shape(self, input_shape) -> TensorShape:
        shape = as_shape(input_shape).as_list()
        first = 2 if self.data_format == "channels_first" else 1
        for i in range(self.rank):
            shape[first + i] = length_after(
                shape[first + i], self.pool_size[i], self.padding, self.strides[i]
            )
        return TensorShape(shape)

    def get_config(self) -> dict:
        own = {
            "pool_size": self.pool_size, "padding": self.padding, "strides": self.strides,
            "data_format": self.data_format,
        }
        return {**super().get_config(), **own}


@public("keras.layers.MaxPooling1D")
class MaxPooling1D(Pooling):
    """The largest element of each window of a sequence.

    Args:
      pool_size: length of the window.
      strides: its step; pool_size by default.
      padding: "valid" or "same".
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.MaxPooling1D()(tf.zeros([1, 8, 2])).shape.as_list()
      [1, 4, 2]
    """

    rank = 1

    def call(self, inputs) -> Tensor:
        """The largest element of each window.

        Args:
          inputs: tensor of rank 3.

        Returns:
          A tensor of rank 3.
        """
        return self._pool(max_pool, inputs)


@public("keras.layers.AveragePooling1D")
class AveragePooling1D(Pooling):
    """The mean of each window of a sequence.

    Args:
      all: those of `MaxPooling1D`.

    Example:
      >>> tf.keras.layers.AveragePooling1D()(tf.zeros([1, 8, 2])).shape.as_list()
      [1, 4, 2]
    """

    rank = 1

    def call(self, inputs) -> Tensor:
        """The mean of each window.

        Args:
          inputs: floating tensor of rank 3.

        Returns:
          A tensor of rank 3.
        """
        return self._pool(avg_pool, inputs)


@public("keras.layers.MaxPooling2D")
class MaxPooling2D(Pooling):
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
        """
        return self._pool(max_pool, inputs)


@public("keras.layers.AveragePooling2D")
class AveragePooling2D(Pooling):
    """The mean of each window.

    Args:
      all: those of `MaxPooling2D`.

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
        """
        return self._pool(avg_pool, inputs)


class GlobalPooling(Layer):
    """What layers share that pool all of `rank` spatial axes."""

    rank = 2

    def __init__(self, data_format=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = format_word(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _axes(self):
        first = 1 if self.data_format == "channels_last" else 2
        return list(range(first, first + self.rank))

    def compute_output_shape(self, input_shape) -> TensorShape:
        """`[batch, channels]`."""
        shape = as_shape(input_shape).as_list()
        return TensorShape([shape[0], shape[-1 if self.data_format == "channels_last" else 1]])

    def get_config(self) -> dict:
        return {**super().get_config(), "data_format": self.data_format}


@public("keras.layers.GlobalAveragePooling1D")
class GlobalAveragePooling1D(GlobalPooling):
    """The mean of each channel over the sequence; of the steps that a mask keeps.

    Args:
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.GlobalAveragePooling1D()(tf.ones([1, 8, 2])).numpy().tolist()
      [[1.0, 1.0]]
    """

    rank = 1
    supports_masking = True

    def compute_mask(self, inputs, mask=None) -> None:
        """No mask: there are no steps any more."""
        return None

    def call(self, inputs, mask=None) -> Tensor:
        """The mean over the steps.

        Args:
          inputs: floating tensor of rank 3.
          mask: boolean tensor `[batch, length]`; None to count all steps.

        Returns:
          A tensor `[batch, channels]`.
        """
        axis = self._axes()[0]
        if mask is None:
            return api.reduce_mean(inputs, axis)
        kept = api.expand_dims(api.cast(mask, inputs.dtype), 2 if axis == 1 else 1)
        return api.reduce_sum(inputs * kept, axis) / api.reduce_sum(kept, axis)


@public("keras.layers.GlobalMaxPooling1D")
class GlobalMaxPooling1D(GlobalPooling):
    """The largest element of each channel over the sequence.

    Args:
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.GlobalMaxPooling1D()(tf.ones([1, 8, 2])).numpy().tolist()
      [[1.0, 1.0]]
    """

    rank = 1

    def call(self, inputs) -> Tensor:
        """The largest element over the steps.

        Args:
          inputs: tensor of rank 3.

        Returns:
          A tensor `[batch, channels]`.
        """
        return api.reduce_max(inputs, self._axes()[0])


@public("keras.layers.GlobalAveragePooling2D")
class GlobalAveragePooling2D(GlobalPooling):
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
        """
        return api.reduce_mean(inputs, self._axes())


@public("keras.layers.GlobalMaxPooling2D")
class GlobalMaxPooling2D(GlobalPooling):
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
        """
        return api.reduce_max(inputs, self._axes())


for _name in ("MaxPooling", "AveragePooling", "GlobalAveragePooling", "GlobalMaxPooling"):
    _alias = _name.replace("AveragePooling", "AvgPool").replace("Pooling", "Pool")
    for _rank in ("1D", "2D"):
        publish(__name__, _name + _rank, f"keras.layers.{_alias}{_rank}")
