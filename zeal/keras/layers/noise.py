"""tf.keras.layers.GaussianNoise, GaussianDropout, AlphaDropout and SpatialDropout1D to 3D."""

import math
from typing import Any

from zeal._native import Tensor, api
from zeal.keras.backend_parts.state import image_data_format
from zeal.keras.layers.dropout import Dropout, while_training
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.rectifiers import _OfElements
from zeal.ops.random.distributions import random_normal, random_uniform
from zeal.public import public


@public("keras.layers.GaussianNoise")
class GaussianNoise(_OfElements):
    """Adds normally distributed noise while training.

    Args:
      stddev: its standard deviation.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.GaussianNoise(0.1)(tf.ones([2])).numpy().tolist()
      [1.0, 1.0]
    """

    _arguments = ("stddev",)

    def __init__(self, stddev, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stddev = stddev

    def call(self, inputs, training=None) -> Tensor:
        """The input, with noise while training.

        Args:
          inputs: a floating tensor.
          training: whether there is noise.

        Returns:
          A tensor of its shape.
        """

        def noised():
            shape = api.shape(inputs)
            return inputs + random_normal(shape, 0.0, self.stddev, inputs.dtype)

        return while_training(training, noised, inputs)


@public("keras.layers.GaussianDropout")
class GaussianDropout(_OfElements):
    """Multiplies with normal noise around 1 while training.

    Args:
      rate: as of `Dropout`: the noise's variance is `rate / (1 - rate)`.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.GaussianDropout(0.5)(tf.ones([2])).numpy().tolist()
      [1.0, 1.0]
    """

    _arguments = ("rate",)

    def __init__(self, rate, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs, training=None) -> Tensor:
        """The input, with noise while training.

        Args:
          inputs: a floating tensor.
          training: whether there is noise.

        Returns:
          A tensor of its shape.
        """
        if not 0 < self.rate < 1:
            return inputs

        def noised():
            stddev = math.sqrt(self.rate / (1.0 - self.rate))
            return inputs * random_normal(api.shape(inputs), 1.0, stddev, inputs.dtype)

        return while_training(training, noised, inputs)


# What SELU tends to for very negative x: -scale * alpha (Klambauer et al., 2017).
_ALPHA = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946


@public("keras.layers.AlphaDropout")
class AlphaDropout(_OfElements):
    """Dropout that keeps mean and variance, for networks of SELUs. Klambauer et al., 2017.

    Args:
      rate: share of elements that become SELU's limit.
      noise_shape: shape of the mask, which broadcasts to the input.
      seed: operation seed.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.AlphaDropout(0.5)(tf.ones([2])).numpy().tolist()
      [1.0, 1.0]
    """

    _arguments = ("rate",)

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rate, self.noise_shape, self.seed = rate, noise_shape, seed

    def call(self, inputs, training=None) -> Tensor:
        """The input, with elements dropped while training.

        Args:
          inputs: a floating tensor.
          training: whether to drop.

        Returns:
          A tensor of its shape.
        """
        if not 0.0 < self.rate < 1.0:
            return inputs
        return while_training(training, lambda: self._dropped(inputs), inputs)

    def _dropped(self, inputs):
        shape = self.noise_shape or api.shape(inputs)
        kept = api.cast(random_uniform(shape, seed=self.seed) >= self.rate, inputs.dtype)
        a = ((1 - self.rate) * (1 + self.rate * _ALPHA**2)) ** -0.5
        b = -a * _ALPHA * self.rate
        return a * (inputs * kept + _ALPHA * (1 - kept)) + b


class _SpatialDropout(Dropout):
    """Dropout of whole channels; `rank` says how many axes lie between batch and channels."""

    rank = 1

    def __init__(self, rate, data_format: Any = "channels_last", **kwargs: Any) -> None:
        super().__init__(rate, **kwargs)
        data_format = image_data_format() if data_format is None else data_format
        if data_format not in ("channels_last", "channels_first"):
            raise ValueError('data_format must be in {"channels_last", "channels_first"}')
        self.data_format = data_format
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _mask_shape(self, inputs):
        shape = api.shape(inputs)
        if self.data_format == "channels_first":
            return [shape[0], shape[1], *[1] * self.rank]
        return [shape[0], *[1] * self.rank, shape[self.rank + 1]]

    def get_config(self) -> dict:
        config = super().get_config()
        del config["noise_shape"], config["seed"]
        return config


@public("keras.layers.SpatialDropout1D")
class SpatialDropout1D(_SpatialDropout):
    """Dropout of whole channels of sequences.

    Args:
      rate: share of channels to drop.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.SpatialDropout1D(0.5)(tf.ones([1, 2, 1])).numpy().tolist()
      [[[1.0], [1.0]]]
    """

    def __init__(self, rate, **kwargs: Any) -> None:
        super().__init__(rate, **kwargs)


class _OfImages(_SpatialDropout):
    """Those that have a data format."""

    def __init__(self, rate, data_format=None, **kwargs: Any) -> None:
        super().__init__(rate, data_format, **kwargs)

    def get_config(self) -> dict:
        return {**super().get_config(), "data_format": self.data_format}


@public("keras.layers.SpatialDropout2D")
class SpatialDropout2D(_OfImages):
    """Dropout of whole channels of images.

    Args:
      rate: share of channels to drop.
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Raises:
      ValueError: data_format is unknown.

    Example:
      >>> tf.keras.layers.SpatialDropout2D(0.5)(tf.ones([1, 1, 2, 1])).numpy().tolist()
      [[[[1.0], [1.0]]]]
    """

    rank = 2


@public("keras.layers.SpatialDropout3D")
class SpatialDropout3D(_OfImages):
    """Dropout of whole channels of volumes.

    Args:
      rate: share of channels to drop.
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Raises:
      ValueError: data_format is unknown.

    Example:
      >>> tf.keras.layers.SpatialDropout3D(0.5)(tf.ones([1, 1, 1, 2, 1])).shape.as_list()
      [1, 1, 1, 2, 1]
    """

    rank = 3
