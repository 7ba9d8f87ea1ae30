"""tf.image.extract_glimpse: windows around places in images."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import float32, int32
from zeal.errors import InvalidArgumentError
from zeal.images.shapes import size_of_images
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as range_
from zeal.ops.array.shape import require_rank
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.ops.nn.norm import moments
from zeal.ops.random.distributions import random_normal, random_uniform
from zeal.public import public
from zeal.tensor_shape import sizes_text


@public("image.extract_glimpse")
@named("ExtractGlimpse")
def extract_glimpse(
    input, size, offsets, centered=True, normalized=True, uniform_noise=True, name=None
) -> Tensor:
    """Cuts a window out of each image; what lies beyond the image is noise.

    The noise is even between the smallest and the largest number of the image. No gradient flows
    through it.

    Args:
      input: float32 tensor of shape `[batch, height, width, channels]`.
      size: int32 vector, height and width of the windows.
      offsets: float32 tensor of shape `[batch, 2]`, the middle of each window: row and column.
      centered: whether offsets are from the middle of the image, and count half; otherwise from its
        upper left corner.
      normalized: whether offsets are parts of height and width; otherwise pixels.
      uniform_noise: accepted for compatibility: TensorFlow's noise is the same for both.
      name: its name in graphs.

    Returns:
      A float32 tensor of shape `[batch, rows, columns, channels]`.

    Raises:
      InvalidArgumentError: shapes do not fit.

    Example:
      >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
      >>> tf.image.extract_glimpse(x, [1, 1], [[0.0, 0.0]]).numpy().ravel().tolist()
      [4.0]
    """
    return _glimpse(input, size, offsets, centered, normalized, "uniform")


@named("ExtractGlimpse")
def extract_glimpse_v2(
    input, size, offsets, centered=True, normalized=True, noise="uniform", name=None
) -> Tensor:
    """`tf.image.extract_glimpse` with noise that is "uniform", "gaussian" or "zero"."""
    if noise not in _NOISES:
        words = f"The noise could only be uniform, gaussian, or zero, got {noise}"
        raise InvalidArgumentError(words)
    return _glimpse(input, size, offsets, centered, normalized, noise)


def _glimpse(images, size, offsets, centered, normalized, noise):
    images, offsets = _native.convert(images, float32), _native.convert(offsets, float32)
    size = _native.convert(size, int32)
    _check(images, size, offsets)
    known = _native.known_value(size)
    lengths = [size[0], size[1]] if known is None else known._tolist()
    sizes = size_of_images(images)
    rows, columns = (
        _places(offsets[:, i], lengths[i], sizes[i], centered, normalized) for i in range(2)
    )
    inside = api.logical_and(
        _inside(rows, sizes[0])[:, :, None], _inside(columns, sizes[1])[:, None, :]
    )
    pixels = _pixels(images, rows, columns, sizes)
    glimpses = where_v2(inside[..., None], pixels, _NOISES[noise](images, pixels))
    n = offsets.shape[0] if offsets.shape.ndims else None
    glimpses.set_shape([n, *([None, None] if known is None else lengths), None])
    return api.stop_gradient(glimpses)


def _check(images, size, offsets):
    for x, rank, words in (
        (images, 4, "input must be 4-dimensional (batch_size, height, width, depth)"),
        (size, 1, "input must be a vector of size 2 (height, width)"),
        (offsets, 2, "input must be a matrix"),
    ):  # fmt: skip
        require_rank("ExtractGlimpse", x.shape, rank, words)
    if not size.shape.is_compatible_with([2]):
        raise InvalidArgumentError(
            "[ExtractGlimpse] input must be a vector of size 2 (height, width), got shape "
            f"{sizes_text(size.shape)}"
        )
    if not offsets.shape.is_compatible_with([None, 2]):
        raise InvalidArgumentError(
            "[ExtractGlimpse] second dimension should be of size 2 (y,x)"
            f"{sizes_text(offsets.shape)}"
        )
    if not offsets.shape[:1].is_compatible_with(images.shape[:1]):
        raise InvalidArgumentError(
            f"[ExtractGlimpse] first dimension should be batch{sizes_text(offsets.shape)}"
        )


def _places(offsets, length, size, centered, normalized):
    """The rows, or columns, of each window: an int32 tensor [batch, length]."""
    size, length = api.cast(size, float32), _native.convert(length, int32)
    middle = offsets * size if normalized else offsets
    middle = middle / 2.0 + size / 2.0 if centered else middle
    first = api.cast(middle - api.cast(length, float32) / 2.0, int32)
    return first[:, None] + range_(length)


def _inside(places, size):
    return api.logical_and(api.greater_equal(places, 0), api.less(places, size))


def _pixels(images, rows, columns, sizes):
    """The pixels at rows and columns, those of the border where there are none."""
    rows, columns = (
        api.clip_by_value(places, 0, size - 1)
        for places, size in zip((rows, columns), sizes, strict=True)
    )
    batch = api.reshape(range_(api.shape(images)[0]), [-1, 1, 1])
    still = zeros_like(rows[:, :, None] + columns[:, None, :])
    return gather_nd(
        images, stack([batch + still, rows[:, :, None] + still, columns[:, None, :] + still], -1)
    )


def _uniform(images, pixels):
    low, high = (f(images, [1, 2, 3], True) for f in (api.reduce_min, api.reduce_max))
    return low + (high - low) * random_uniform(api.shape(pixels))


def _gaussian(images, pixels):
    mean, variance = moments(images, [1, 2, 3], keepdims=True)
    return mean + api.sqrt(variance) * random_normal(api.shape(pixels))


_NOISES = {"uniform": _uniform, "gaussian": _gaussian, "zero": lambda images, pixels: 0.0}
