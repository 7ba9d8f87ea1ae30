"""tf.keras.layers.ZeroPadding2D and UpSampling2D."""

from typing import Any

from zeal._native import Tensor
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.window_arguments import format_word, numbers
from zeal.ops.array.pad import pad
from zeal.ops.array.reorder import repeat
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


def _pairs(padding):
    """((top, bottom), (left, right)) from one number, two, or the pairs."""
    if isinstance(padding, int):
        return ((padding, padding),) * 2
    if not hasattr(padding, "__len__"):
        raise ValueError(
            "`padding` should be either an int, a tuple of 2 ints (symmetric_height_pad, "
            "symmetric_width_pad), or a tuple of 2 tuples of 2 ints ((top_pad, bottom_pad), "
            f"(left_pad, right_pad)). Found: {padding}"
        )
    if len(padding) != 2:
        raise ValueError(f"`padding` should have two elements. Found: {padding}")
    names = ("1st entry of padding", "2nd entry of padding")
    return tuple(numbers(one, 2, name) for one, name in zip(padding, names, strict=True))


@public("keras.layers.ZeroPadding2D")
class ZeroPadding2D(Layer):
    """Rows and columns of zeros around images.

    Args:
      padding: one number for all sides; (rows above and below, columns left and right); or
        `((top, bottom), (left, right))`.
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.ZeroPadding2D((1, 2))(tf.zeros([1, 8, 8, 2])).shape.as_list()
      [1, 10, 12, 2]
    """

    def __init__(self, padding=(1, 1), data_format=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = format_word(data_format)
        self.padding = _pairs(padding)
        self.input_spec = InputSpec(ndim=4)

    def _whole(self):
        pairs = [list(pair) for pair in self.padding]
        first = self.data_format == "channels_first"
        return [[0, 0], [0, 0], *pairs] if first else [[0, 0], *pairs, [0, 0]]

    def call(self, inputs) -> Tensor:
        """The images with their borders.

        Args:
          inputs: tensor of rank 4.

        Returns:
          A tensor of rank 4.

        Example:
          >>> x = tf.ones([1, 1, 1, 1])
          >>> tf.keras.layers.ZeroPadding2D(((1, 0), (0, 1)))(x).numpy().ravel().tolist()
          [0.0, 0.0, 1.0, 0.0]
        """
        return pad(inputs, self._whole())

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The output's shape for an input's.

        Args:
          input_shape: a TensorShape or what converts to one.

        Returns:
          A TensorShape.

        Example:
          >>> tf.keras.layers.ZeroPadding2D(2).compute_output_shape([None, 8, 8, 3]).as_list()
          [None, 12, 12, 3]
        """
        shape = as_shape(input_shape).as_list()
        return TensorShape([
            None if n is None else n + sum(pair)
            for n, pair in zip(shape, self._whole(), strict=True)
        ])

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from.

        Returns:
          A dict.

        Example:
          >>> tf.keras.layers.ZeroPadding2D().get_config()["padding"]
          ((1, 1), (1, 1))
        """
        own = {"padding": self.padding, "data_format": self.data_format}
        return {**super().get_config(), **own}


@public("keras.layers.UpSampling2D")
class UpSampling2D(Layer):
    """Repeats the rows and columns of images.

    Args:
      size: how often rows and columns are repeated, or one number for both.
      data_format: "channels_last" (default) or "channels_first".
      interpolation: "nearest"; "bilinear" is not built.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.UpSampling2D(2)(tf.zeros([1, 4, 4, 3])).shape.as_list()
      [1, 8, 8, 3]
    """

    def __init__(
        self, size=(2, 2), data_format=None, interpolation: Any = "nearest", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = format_word(data_format)
        self.size = numbers(size, 2, "size")
        if interpolation not in ("nearest", "bilinear"):
            raise ValueError(
                '`interpolation` argument should be one of `"nearest"` or `"bilinear"`.'
            )
        if interpolation == "bilinear":
            raise NotImplementedError('UpSampling2D: interpolation="bilinear" is not built yet')
        self.interpolation = interpolation
        self.input_spec = InputSpec(ndim=4)

    def _axis(self):
        return 2 if self.data_format == "channels_first" else 1

    def call(self, inputs) -> Tensor:
        """The images with repeated rows and columns.

        Args:
          inputs: tensor of rank 4.

        Returns:
          A tensor of rank 4.

        Example:
          >>> x = tf.reshape(tf.range(2.0), [1, 1, 2, 1])
          >>> tf.keras.layers.UpSampling2D((1, 2))(x).numpy().ravel().tolist()
          [0.0, 0.0, 1.0, 1.0]
        """
        outputs = inputs
        for i in range(2):
            outputs = repeat(outputs, self.size[i], axis=self._axis() + i)
        if outputs._symbolic:
            outputs.set_shape(self.compute_output_shape(inputs.shape))
        return outputs

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The output's shape for an input's.

        Args:
          input_shape: a TensorShape or what converts to one.

        Returns:
          A TensorShape.

        Example:
          >>> tf.keras.layers.UpSampling2D(3).compute_output_shape([None, 2, 2, 1]).as_list()
          [None, 6, 6, 1]
        """
        shape = as_shape(input_shape).as_list()
        for i in range(2):
            n = shape[self._axis() + i]
            shape[self._axis() + i] = None if n is None else n * self.size[i]
        return TensorShape(shape)

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from.

        Returns:
          A dict.

        Example:
          >>> tf.keras.layers.UpSampling2D().get_config()["size"]
          (2, 2)
        """
        own = {
            "size": self.size, "data_format": self.data_format,
            "interpolation": self.interpolation,
        }
        return {**super().get_config(), **own}
