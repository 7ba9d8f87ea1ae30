"""tf.contrib.resampler: images looked at in points between their pixels."""

from zeal import _native
from zeal._native import api
from zeal.contrib.image.projective import bilinear
from zeal.errors import InvalidArgumentError, UnimplementedError
from zeal.namespace import namespace
from zeal.ops.named import named
from zeal.public import public


@public("contrib.resampler.resampler")
@named("resampler")
def resampler(data, warp, name="resampler"):
    """Values of images at points, interpolated between pixels, which are 0 beyond the images.

    Gradients flow to the images and to the points.

    Args:
      data: a floating tensor `[batch, rows, columns, channels]`.
      warp: a floating tensor `[batch, ..., 2]`: column and row of each point.
      name: prefix of the names of ops.

    Returns:
      A tensor `[batch, ..., channels]`.

    Raises:
      UnimplementedError: the images or points have other axes.
      InvalidArgumentError: points have too few axes, or batches differ.

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
      >>> tf.contrib.resampler.resampler(x, [[[0.5, 0.5], [1.0, 0.0]]]).numpy().tolist()
      [[[1.5], [1.0]]]
    """
    data, warp = _native.convert(data), _native.convert(warp)
    _check(data.shape, warp.shape)
    shape = api.shape(warp)
    points = api.reshape(warp, [shape[0], -1, 1, 2])
    found = bilinear(data, points[..., 0], points[..., 1])
    output = api.reshape(found, api.concat([shape[:-1], api.shape(data)[3:]], 0))
    if output._symbolic and warp.shape.ndims is not None:
        output.set_shape(warp.shape[:-1].concatenate(data.shape[3:]))
    return output


def _check(data, warp):
    if data.ndims not in (4, None):
        raise UnimplementedError(
            "Only bilinear interpolation is currently supported. Input data shape must be "
            f"[batch_size, data_height, data_width, data_num_channels], but is: {data}"
        )
    if warp.ndims is None:
        return
    if warp.ndims < 2:
        raise InvalidArgumentError(
            f"[resampler] warp should be at least a matrix, got shape {warp}"
        )
    if not warp[-1:].is_compatible_with([2]):
        raise UnimplementedError(
            "Only bilinear interpolation is supported, warping coordinates must be 2D; warp shape "
            f"last entry should be 2, but shape vector is: {warp}"
        )
    if not warp[:1].is_compatible_with(data[:1]):
        raise InvalidArgumentError(
            "[resampler] Batch size of data and warp tensor must be the same, got "
            f"{data} and {warp}"
        )


__getattr__, __dir__ = namespace(__name__)
