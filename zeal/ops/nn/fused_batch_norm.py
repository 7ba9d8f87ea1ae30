"""Batch norm of images as one op."""

from typing import Any

from zeal import _native, dtypes
from zeal._native import raw
from zeal.public import public

_LEAST_EPSILON = 1.001e-5  # of cuDNN, and so of TensorFlow


@public("nn.fused_batch_norm")
def fused_batch_norm(
    x, scale, offset, mean=None, variance=None, epsilon=0.001, data_format: Any = "NHWC",
    is_training=True, name=None,
):
    """Batch norm of images: `(x - mean) / sqrt(variance + epsilon) * scale + offset` per channel.

    Args:
      x: floating tensor of shape `[batch, height, width, channels]`.
      scale, offset: vectors as long as the channels; float32 where x is a half type.
      mean, variance: the same; given if, and only if, is_training is False.
      epsilon: small number added to the variance.
      data_format: "NHWC", or "NCHW" where channels come second.
      is_training: whether mean and variance are those of x.
      name: its name in graphs.

    Returns:
      (y, mean, variance); the variance is the unbiased one while training.

    Raises:
      ValueError: mean and variance are missing, or given while training.

    Example:
      >>> x = tf.reshape(tf.constant([1.0, 3.0]), [2, 1, 1, 1])
      >>> y, mean, variance = tf.nn.fused_batch_norm(x, [2.0], [0.0], epsilon=1e-4)
      >>> mean.numpy().tolist(), variance.numpy().tolist()
      ([2.0], [2.0])

    Source: Ioffe and Szegedy, 2015.
    """
    x = _native.convert(x)
    wide = dtypes.float32 if x.dtype in (dtypes.float16, dtypes.bfloat16) else x.dtype
    given = mean is not None and variance is not None
    if is_training and (mean is not None or variance is not None):
        raise ValueError(
            "Both 'mean' and 'variance' must be None if is_training is True; they are those of x"
        )
    if not is_training and not given:
        raise ValueError("Both 'mean' and 'variance' must be given if is_training is False.")
    none = None if given else _native.convert([], wide)
    y, batch_mean, batch_variance, *_ = raw.FusedBatchNormV3(
        x, _native.convert(scale, wide), _native.convert(offset, wide),
        _native.convert(mean, wide) if given else none,
        _native.convert(variance, wide) if given else none,
        epsilon=max(epsilon, _LEAST_EPSILON), data_format=data_format, is_training=is_training,
        name=name,
    )
    return y, batch_mean, batch_variance
