"""tf.keras.layers: zeros around sequences, images and volumes, and cropping of them."""

from typing import Any

from zeal._native import Tensor
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.window_arguments import format_word, numbers
from zeal.ops.array.pad import pad
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape

_WORDS = {
    ("padding", 2): "a tuple of 2 ints (symmetric_height_pad, symmetric_width_pad), or a tuple of "
    "2 tuples of 2 ints ((top_pad, bottom_pad), (left_pad, right_pad))",
    ("cropping", 2): "a tuple of 2 ints (symmetric_height_crop, symmetric_width_crop), or a tuple "
    "of 2 tuples of 2 ints ((top_crop, bottom_crop), (left_crop, right_crop))",
    ("padding", 3): "a tuple of 3 ints (symmetric_dim1_pad, symmetric_dim2_pad, "
    "symmetric_dim3_pad), or a tuple of 3 tuples of 2 ints ((left_dim1_pad, right_dim1_pad), "
    "(left_dim2_pad, right_dim2_pad), (left_dim3_pad, right_dim2_pad))",
    ("cropping", 3): "a tuple of 3 ints (symmetric_dim1_crop, symmetric_dim2_crop, "
    "symmetric_dim3_crop), or a tuple of 3 tuples of 2 ints ((left_dim1_crop, right_dim1_crop), "
    "(left_dim2_crop, right_dim2_crop), (left_dim3_crop, right_dim2_crop))",
}


def _pairs(value, n, name):
    """Pairs of n axes from one number, n of them, or the pairs."""
    if n == 1:
        return (numbers(value, 2, name),)
    if isinstance(value, int):
        return ((value, value),) * n
    if not hasattr(value, "__len__"):
        raise ValueError(f"`{name}` should be either an int, {_WORDS[name, n]}. Found: {value}")
    if len(value) != n:
        count = "two elements" if n == 2 else f"{n} elements"
        raise ValueError(f"`{name}` should have {count}. Found: {value}")
    entries = [f"{number} entry of {name}" for number in ("1st", "2nd", "3rd")[:n]]
    return tuple(numbers(one, 2, entry) for one, entry in zip(value, entries, strict=True))


class _Edges(Layer):
    """What layers share that add or take pixels at the ends of `rank` spatial axes."""

    rank = 2
    _word, _sign = "padding", 1

    def __init__(self, pairs, data_format=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = format_word(data_format)
        pairs = _pairs(pairs, self.rank, self._word)
        setattr(self, self._word, pairs[0] if self.rank == 1 else pairs)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _whole(self):
        """Pairs of all axes."""
        pairs = getattr(self, self._word)
        pairs = [list(pair) for pair in ((pairs,) if self.rank == 1 else pairs)]
        first = self.data_format == "channels_first"
        return [[0, 0], [0, 0], *pairs] if first else [[0, 0], *pairs, [0, 0]]

    def compute_output_shape(self, input_shape) -> TensorShape:
        shape = as_shape(input_shape).as_list()
        return TensorShape([
            None if n is None else n + self._sign * sum(pair)
            for n, pair in zip(shape, self._whole(), strict=True)
        ])

    def get_config(self) -> dict:
        own = {self._word: getattr(self, self._word)}
        if self.rank > 1:
            own["data_format"] = self.data_format
        return {**super().get_config(), **own}


class ZeroPadding(_Edges):
    """What layers share that put zeros around `rank` spatial axes."""

    def call(self, inputs) -> Tensor:
        """The input with zeros around it.

        Args:
          inputs: tensor of the layer's rank.

        Returns:
          A tensor of the same rank.

        Example:
          >>> x = tf.ones([1, 1, 1, 1])
          >>> tf.keras.layers.ZeroPadding2D(((1, 0), (0, 1)))(x).numpy().ravel().tolist()
          [0.0, 0.0, 1.0, 0.0]
        """
        return pad(inputs, self._whole())


class Cropping(_Edges):
    """What layers share that cut the ends of `rank` spatial axes off."""

    _word, _sign = "cropping", -1

    def call(self, inputs) -> Tensor:
        """The input without its ends.

        Args:
          inputs: tensor of the layer's rank.

        Returns:
          A tensor of the same rank.

        Example:
          >>> x = tf.reshape(tf.range(9), [1, 3, 3, 1])
          >>> tf.keras.layers.Cropping2D(((1, 0), (0, 1)))(x).numpy().ravel().tolist()
          [3, 4, 6, 7]
        """
        return inputs[tuple(slice(a, -b if b else None) for a, b in self._whole())]


@public("keras.layers.ZeroPadding1D")
class ZeroPadding1D(ZeroPadding):
    """Zeros before and after sequences.

    Args:
      padding: one number for both ends, or two.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.ZeroPadding1D((1, 2))(tf.zeros([1, 8, 2])).shape.as_list()
      [1, 11, 2]
    """

    rank = 1

    def __init__(self, padding=1, **kwargs: Any) -> None:
        super().__init__(padding, **kwargs)


@public("keras.layers.ZeroPadding2D")
class ZeroPadding2D(ZeroPadding):
    """Rows and columns of zeros around images.

    Args:
      padding: one number for all sides; (rows above and below, columns left and
        right); or `((top, bottom), (left, right))`.
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.ZeroPadding2D((1, 2))(tf.zeros([1, 8, 8, 2])).shape.as_list()
      [1, 10, 12, 2]
    """

    rank = 2

    def __init__(self, padding=(1, 1), data_format=None, **kwargs: Any) -> None:
        super().__init__(padding, data_format, **kwargs)


@public("keras.layers.ZeroPadding3D")
class ZeroPadding3D(ZeroPadding):
    """Zeros around volumes.

    Args:
      padding: one number for all sides, three for the axes, or three pairs.
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.ZeroPadding3D((1, 2, 0))(tf.zeros([1, 4, 4, 4, 2])).shape.as_list()
      [1, 6, 8, 4, 2]
    """

    rank = 3

    def __init__(self, padding=(1, 1, 1), data_format=None, **kwargs: Any) -> None:
        super().__init__(padding, data_format, **kwargs)


@public("keras.layers.Cropping1D")
class Cropping1D(Cropping):
    """Cuts the ends of sequences off.

    Args:
      cropping: one number for both ends, or two.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Cropping1D((1, 2))(tf.zeros([1, 8, 2])).shape.as_list()
      [1, 5, 2]
    """

    rank = 1

    def __init__(self, cropping=(1, 1), **kwargs: Any) -> None:
        super().__init__(cropping, **kwargs)


@public("keras.layers.Cropping2D")
class Cropping2D(Cropping):
    """Cuts rows and columns at the sides of images off.

    Args:
      cropping: one number for all sides; (rows above and below, columns left and
        right); or `((top, bottom), (left, right))`.
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Cropping2D((1, 2))(tf.zeros([1, 8, 8, 2])).shape.as_list()
      [1, 6, 4, 2]
    """

    rank = 2

    def __init__(self, cropping=((0, 0), (0, 0)), data_format=None, **kwargs: Any) -> None:
        super().__init__(cropping, data_format, **kwargs)


@public("keras.layers.Cropping3D")
class Cropping3D(Cropping):
    """Cuts the sides of volumes off.

    Args:
      cropping: one number for all sides, three for the axes, or three pairs.
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Cropping3D((1, 2, 0))(tf.zeros([1, 8, 8, 8, 2])).shape.as_list()
      [1, 6, 4, 8, 2]
    """

    rank = 3

    def __init__(self, cropping=((1, 1), (1, 1), (1, 1)), data_format=None, **kwargs: Any) -> None:
        super().__init__(cropping, data_format, **kwargs)
