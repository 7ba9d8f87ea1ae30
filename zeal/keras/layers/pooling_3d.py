"""tf.keras.layers: pooling of volumes, by windows and of the whole."""

from zeal._native import Tensor, api
from zeal.keras.layers.pooling import GlobalPooling, Pooling
from zeal.ops.nn.pool_of_rank import avg_pool3d, max_pool3d
from zeal.public import public, publish


@public("keras.layers.MaxPooling3D")
class MaxPooling3D(Pooling):
    """The largest element of each window of volumes.

    Args:
      pool_size: depth, height and width of the window, or one number for all.
      strides: its steps; pool_size by default.
      padding: "valid" or "same".
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.MaxPooling3D()(tf.zeros([1, 8, 8, 8, 2])).shape.as_list()
      [1, 4, 4, 4, 2]
    """

    rank = 3

    def call(self, inputs) -> Tensor:
        """The largest element of each window.

        Args:
          inputs: floating tensor of rank 5.

        Returns:
          A tensor of rank 5.
        """
        return self._pool(max_pool3d, inputs)


@public("keras.layers.AveragePooling3D")
class AveragePooling3D(Pooling):
    """The mean of each window of volumes.

    Args:
      **kwargs: those of `Layer`.
      the others: as for `MaxPooling3D`.

    Example:
      >>> tf.keras.layers.AveragePooling3D()(tf.zeros([1, 8, 8, 8, 2])).shape.as_list()
      [1, 4, 4, 4, 2]
    """

    rank = 3

    def call(self, inputs) -> Tensor:
        """The mean of each window.

        Args:
          inputs: floating tensor of rank 5.

        Returns:
          A tensor of rank 5.
        """
        return self._pool(avg_pool3d, inputs)


@public("keras.layers.GlobalAveragePooling3D")
class GlobalAveragePooling3D(GlobalPooling):
    """The mean of each channel over the volume.

    Args:
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.GlobalAveragePooling3D()(tf.ones([1, 4, 4, 4, 2])).numpy().tolist()
      [[1.0, 1.0]]
    """

    rank = 3

    def call(self, inputs) -> Tensor:
        """The mean over depth, height and width.

        Args:
          inputs: floating tensor of rank 5.

        Returns:
          A tensor `[batch, channels]`.
        """
        return api.reduce_mean(inputs, self._axes())


@public("keras.layers.GlobalMaxPooling3D")
class GlobalMaxPooling3D(GlobalPooling):
    """The largest element of each channel over the volume.

    Args:
      data_format: "channels_last" (default) or "channels_first".
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.GlobalMaxPooling3D()(tf.ones([1, 4, 4, 4, 2])).numpy().tolist()
      [[1.0, 1.0]]
    """

    rank = 3

    def call(self, inputs) -> Tensor:
        """The largest element over depth, height and width.

        Args:
          inputs: floating tensor of rank 5.

        Returns:
          A tensor `[batch, channels]`.
        """
        return api.reduce_max(inputs, self._axes())


for _name in ("MaxPooling", "AveragePooling", "GlobalAveragePooling", "GlobalMaxPooling"):
    _alias = _name.replace("AveragePooling", "AvgPool").replace("Pooling", "Pool")
    publish(__name__, f"{_name}3D", f"keras.layers.{_alias}3D")
