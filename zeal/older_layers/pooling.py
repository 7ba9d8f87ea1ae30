"""tf.layers: pooling of sequences, images and volumes."""

from typing import Any

from zeal._native import Tensor
from zeal.keras.layers import pooling, pooling_3d
from zeal.layers import Layer
from zeal.public import public


def _required(strides):
    if strides is None:
        raise ValueError("Argument `strides` must not be None.")
    return strides


@public("layers.MaxPooling1D")
class MaxPooling1D(pooling.MaxPooling1D, Layer):
    __doc__ = pooling.MaxPooling1D.__doc__

    def __init__(
        self, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
        name=None, **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, _required(strides), padding, data_format, name=name, **kwargs)


@public("layers.AveragePooling1D")
class AveragePooling1D(pooling.AveragePooling1D, Layer):
    __doc__ = pooling.AveragePooling1D.__doc__

    def __init__(
        self, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
        name=None, **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, _required(strides), padding, data_format, name=name, **kwargs)


@public("layers.MaxPooling2D")
class MaxPooling2D(pooling.MaxPooling2D, Layer):
    __doc__ = pooling.MaxPooling2D.__doc__

    def __init__(
        self, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
        name=None, **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, _required(strides), padding, data_format, name=name, **kwargs)


@public("layers.AveragePooling2D")
class AveragePooling2D(pooling.AveragePooling2D, Layer):
    __doc__ = pooling.AveragePooling2D.__doc__

    def __init__(
        self, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
        name=None, **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, _required(strides), padding, data_format, name=name, **kwargs)


@public("layers.MaxPooling3D")
class MaxPooling3D(pooling_3d.MaxPooling3D, Layer):
    __doc__ = pooling_3d.MaxPooling3D.__doc__

    def __init__(
        self, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
        name=None, **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, _required(strides), padding, data_format, name=name, **kwargs)


@public("layers.AveragePooling3D")
class AveragePooling3D(pooling_3d.AveragePooling3D, Layer):
    __doc__ = pooling_3d.AveragePooling3D.__doc__

    def __init__(
        self, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
        name=None, **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, _required(strides), padding, data_format, name=name, **kwargs)


@public("layers.max_pooling1d")
def max_pooling1d(
    inputs, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
    name=None,
) -> Tensor:
    """The largest element of each window.

    Args:
      inputs: tensor of rank 3.
      the others: as `tf.keras.layers.MaxPooling1D`.

    Returns:
      A tensor of rank 3.

    Example:
      >>> tf.layers.max_pooling1d(tf.zeros([1, 8, 2]), 2, 2).shape.as_list()
      [1, 4, 2]
    """
    return MaxPooling1D(pool_size, strides, padding, data_format, name)(inputs)


@public("layers.average_pooling1d")
def average_pooling1d(
    inputs, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
    name=None,
) -> Tensor:
    """The mean of each window.

    Args:
      inputs: floating tensor of rank 3.
      the others: as `tf.keras.layers.AveragePooling1D`.

    Returns:
      A tensor of rank 3.

    Example:
      >>> tf.layers.average_pooling1d(tf.zeros([1, 8, 2]), 2, 2).shape.as_list()
      [1, 4, 2]
    """
    return AveragePooling1D(pool_size, strides, padding, data_format, name)(inputs)


@public("layers.max_pooling2d")
def max_pooling2d(
    inputs, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
    name=None,
) -> Tensor:
    """The largest element of each window.

    Args:
      inputs: tensor of rank 4.
      the others: as `tf.keras.layers.MaxPooling2D`.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.layers.max_pooling2d(tf.zeros([1, 8, 8, 2]), 2, 2).shape.as_list()
      [1, 4, 4, 2]
    """
    return MaxPooling2D(pool_size, strides, padding, data_format, name)(inputs)


@public("layers.average_pooling2d")
def average_pooling2d(
    inputs, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
    name=None,
) -> Tensor:
    """The mean of each window.

    Args:
      inputs: floating tensor of rank 4.
      the others: as `tf.keras.layers.AveragePooling2D`.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.layers.average_pooling2d(tf.zeros([1, 8, 8, 2]), 2, 2).shape.as_list()
      [1, 4, 4, 2]
    """
    return AveragePooling2D(pool_size, strides, padding, data_format, name)(inputs)


@public("layers.max_pooling3d")
def max_pooling3d(
    inputs, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
    name=None,
) -> Tensor:
    """The largest element of each window.

    Args:
      inputs: floating tensor of rank 5.
      the others: as `tf.keras.layers.MaxPooling3D`.

    Returns:
      A tensor of rank 5.

    Example:
      >>> tf.layers.max_pooling3d(tf.zeros([1, 4, 8, 8, 2]), 2, 2).shape.as_list()
      [1, 2, 4, 4, 2]
    """
    return MaxPooling3D(pool_size, strides, padding, data_format, name)(inputs)


@public("layers.average_pooling3d")
def average_pooling3d(
    inputs, pool_size, strides, padding: Any = "valid", data_format: Any = "channels_last",
    name=None,
) -> Tensor:
    """The mean of each window.

    Args:
      inputs: floating tensor of rank 5.
      the others: as `tf.keras.layers.AveragePooling3D`.

    Returns:
      A tensor of rank 5.

    Example:
      >>> tf.layers.average_pooling3d(tf.zeros([1, 4, 8, 8, 2]), 2, 2).shape.as_list()
      [1, 2, 4, 4, 2]
    """
    return AveragePooling3D(pool_size, strides, padding, data_format, name)(inputs)
