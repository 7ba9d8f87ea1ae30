"""tf.compat.v2.keras.layers.BatchNormalization."""

from zeal._native import Tensor
from zeal.keras.layers import batch_norm
from zeal.public import public


@public("compat.v2.keras.layers.BatchNormalization")
class BatchNormalization(batch_norm.BatchNormalization):
    """As `tf.keras.layers.BatchNormalization`, but a layer that is not trainable does not train.

    So a frozen layer normalizes by its moving averages, whatever `training` says.

    Args:
      fused: as there, but where it is True and one op cannot do it, this is an error.
      the others: those of `tf.keras.layers.BatchNormalization`.

    Raises:
      ValueError: fused is True, and rank, axis or another argument does not allow it.

    Example:
      >>> layer = tf.compat.v2.keras.layers.BatchNormalization(epsilon=0.0, trainable=False)
      >>> layer(tf.constant([[1.0], [3.0]]), training=True).numpy().tolist()
      [[1.0], [3.0]]
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.fused:
            self._check_fused()

    def _check_fused(self):
        if self.renorm:
            raise ValueError("Passing both fused=True and renorm=True is unsupported")
        if self.axis not in (-3, -1, 1, 3) and self.axis not in ([-3], [-1], [1], [3]):
            raise ValueError("Passing fused=True is only supported when axis is 1 or 3")
        for name in ("virtual_batch_size", "adjustment"):
            if getattr(self, name) is not None:
                raise ValueError(f"Passing fused=True is unsupported when {name} is specified.")

    def _choose_fused(self):
        if self.fused and self._rank != 4:
            raise ValueError(
                "Batch normalization layers with fused=True only support 4D input tensors."
            )
        super()._choose_fused()

    def call(self, inputs, training=None) -> Tensor:
        """As `tf.keras.layers.BatchNormalization` calls it, if the layer is trainable.

        Args, Returns: its own."""
        return super().call(inputs, training if self.trainable else False)
