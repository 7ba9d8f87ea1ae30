"""Colours of images: other ways to say them, hue and saturation."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, uint8
from zeal.errors import InvalidArgumentError
from zeal.images.adjusting import as_floats, check_range, convert_image_dtype
from zeal.images.shapes import checked, require_images
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.join import stack, unstack
from zeal.ops.array.where import where_v2
from zeal.ops.linalg.product import tensordot
from zeal.ops.named import named
from zeal.ops.random.distributions import random_uniform
from zeal.public import public


def _three(op, images):
    """Images of three floats a pixel."""
    images = _native.convert(images)
    rank = images.shape.ndims
    if rank == 0:
        raise InvalidArgumentError(f"[{op}] input must be at least 1-D, got shape []")
    channels = images._shape_tuple()[-1] if rank else 3
    if channels not in (3, None):
        raise InvalidArgumentError(
            f"[{op}] Dimension must be 3 but is {channels}; input must have 3 channels but "
            f"input only has {channels} channels."
        )
    if not images.dtype.is_floating:
        raise TypeError(
            f"Value passed to parameter 'images' has DataType {images.dtype.name} not in list of "
            "allowed values: float16, bfloat16, float32, float64"
        )
    return images


@public("image.rgb_to_hsv")
@named("RGBToHSV")
def rgb_to_hsv(images, name=None):
    """Hue, saturation and value of colours.

    Args:
      images: floating tensor of shape `[..., 3]`: red, green and blue, from 0 to 1.
      name: its name in graphs.

    Returns:
      A tensor of the same shape, from 0 to 1.

    Raises:
      InvalidArgumentError: the last size is not 3.

    Example:
      >>> tf.image.rgb_to_hsv([0.0, 1.0, 0.0]).numpy().round(3).tolist()
      [0.3330000042915344, 1.0, 1.0]
    """
    images = _three("RGBToHSV", images)
    red, green, blue = (images[..., i] for i in range(3))
    value = api.reduce_max(images, -1)
    span = value - api.reduce_min(images, -1)
    safe = where_v2(span > 0, span, ones_like(span)) * 6.0
    hue = where_v2(
        api.equal(red, value), (green - blue) / safe,
        where_v2(api.equal(green, value), (blue - red) / safe + 2.0 / 6,
                 (red - green) / safe + 4.0 / 6),
    )  # fmt: skip
    hue = where_v2(span > 0, where_v2(hue < 0, hue + 1.0, hue), zeros_like(hue))
    return stack([hue, api.div_no_nan(span, value), value], -1)


@public("image.hsv_to_rgb")
@named("HSVToRGB")
def hsv_to_rgb(images, name=None):
    """Colours of hue, saturation and value.

    Args:
      images: floating tensor of shape `[..., 3]`, from 0 to 1.
      name: its name in graphs.

    Returns:
      A tensor of the same shape: red, green and blue, from 0 to 1.

    Raises:
      InvalidArgumentError: the last size is not 3.

    Example:
      >>> tf.image.hsv_to_rgb([0.0, 1.0, 0.5]).numpy().tolist()
      [0.5, 0.0, 0.0]
    """
    images = _three("HSVToRGB", images)
    hue, saturation, value = (images[..., i] for i in range(3))
    around = hue * 6.0
    parts = (abs(around - 3.0) - 1.0, 2.0 - abs(around - 2.0), 2.0 - abs(around - 4.0))
    parts = [api.minimum(api.maximum(p, 0.0), 1.0) for p in parts]
    return stack([((1.0 - saturation) + saturation * p) * value for p in parts], -1)


@public("image.adjust_hue")
@named("adjust_hue")
def adjust_hue(image, delta, name=None):
    """Turns the hue of images.

    Args:
      image: tensor of real numbers, of shape `[..., 3]`.
      delta: what is added to the hue, from -1 to 1.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the last size is not 3.

    Example:
      >>> tf.image.adjust_hue([[[1.0, 0.0, 0.0]]], 0.5).numpy().round(3).ravel().tolist()
      [0.0, 1.0, 1.0]
    """
    image, dtype = as_floats(image)
    require_images("AdjustHue", image)
    hue, saturation, value = unstack(rgb_to_hsv(image), 3, -1)
    turned = api.floormod(hue + api.cast(delta, image.dtype), 1.0)
    return convert_image_dtype(hsv_to_rgb(stack([turned, saturation, value], -1)), dtype)


@public("image.random_hue")
def random_hue(image, max_delta, seed=None):
    """Turns the hue of images at random.

    Args:
      image: tensor of real numbers, of shape `[..., 3]`.
      max_delta: the turn is from -max_delta to max_delta; at most 0.5.
      seed: integer, the op seed; see `tf.set_random_seed`.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: max_delta is another number.

    Example:
      >>> tf.image.random_hue(tf.ones([2, 2, 3]), 0.1).numpy()[0, 0].tolist()
      [1.0, 1.0, 1.0]
    """
    if max_delta > 0.5:
        raise ValueError("max_delta must be <= 0.5.")
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_hue(image, random_uniform([], -max_delta, max_delta, seed=seed))


@public("image.adjust_saturation")
@named("adjust_saturation")
def adjust_saturation(image, saturation_factor, name=None):
    """Scales the saturation of images.

    Args:
      image: tensor of real numbers, of shape `[..., 3]`.
      saturation_factor: a float scalar.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the last size is not 3.

    Example:
      >>> tf.image.adjust_saturation([[[1.0, 0.5, 0.5]]], 0.0).numpy().ravel().tolist()
      [1.0, 1.0, 1.0]
    """
    image, dtype = as_floats(image)
    require_images("AdjustSaturation", image)
    hue, saturation, value = unstack(rgb_to_hsv(image), 3, -1)
    scaled = saturation * api.cast(saturation_factor, image.dtype)
    scaled = api.minimum(api.maximum(scaled, 0.0), 1.0)
    return convert_image_dtype(hsv_to_rgb(stack([hue, scaled, value], -1)), dtype)


@public("image.random_saturation")
def random_saturation(image, lower, upper, seed=None):
    """Scales the saturation of images by a random factor.

    Args:
      image: tensor of real numbers, of shape `[..., 3]`.
      lower, upper: the factor is from lower to upper.
      seed: integer, the op seed; see `tf.set_random_seed`.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: lower is negative, or upper not above it.

    Example:
      >>> tf.image.random_saturation(tf.ones([2, 2, 3]), 0.5, 2.0).numpy()[0, 0].tolist()
      [1.0, 1.0, 1.0]
    """
    check_range(lower, upper)
    return adjust_saturation(image, random_uniform([], lower, upper, seed=seed))


@public("image.rgb_to_grayscale")
@named("rgb_to_grayscale")
def rgb_to_grayscale(images, name=None):
    """Grey of colours: 0.2989 red + 0.587 green + 0.114 blue.

    Args:
      images: tensor of real numbers, of shape `[..., 3]`.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., 1]` and the same dtype.

    Source: ITU-R BT.601.

    Example:
      >>> tf.image.rgb_to_grayscale(np.uint8([[[255, 0, 0]]])).numpy().ravel().tolist()
      [76]
    """
    images = _native.convert(images)
    floats = convert_image_dtype(images, float32)
    grey = tensordot(floats, [0.2989, 0.5870, 0.1140], [-1, -1])
    return convert_image_dtype(api.expand_dims(grey, -1), images.dtype)


@public("image.grayscale_to_rgb")
@named("grayscale_to_rgb")
def grayscale_to_rgb(images, name=None):
    """Grey images in three equal channels.

    Args:
      images: tensor of shape `[..., 1]`, of rank 2 or more.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., 3]` and the same dtype.

    Raises:
      ValueError: the last size is not 1, or the rank below 2.

    Example:
      >>> tf.image.grayscale_to_rgb([[[7]]]).numpy().ravel().tolist()
      [7, 7, 7]
    """
    images = _native.convert(images)
    rank = images.shape.ndims
    if rank is not None and rank < 2:
        raise ValueError("A grayscale image must be at least two-dimensional.")
    channels = images._shape_tuple()[-1] if rank else None
    if channels is None:
        one = api.equal(api.shape(images)[-1], 1)
        images = checked(images, [(one, "Last dimension of a grayscale image should be size 1.")])
    elif channels != 1:
        raise ValueError("Last dimension of a grayscale image should be size 1.")
    colored = api.concat([images] * 3, -1)
    if rank:
        colored.set_shape([*images.shape[:-1], 3])
    return colored


def _by_matrix(images, matrix):
    images = _native.convert(images)
    return tensordot(images, _native.convert(matrix, images.dtype), [[-1], [0]])


_YIQ = [
    [0.299, 0.59590059, 0.2115], [0.587, -0.27455667, -0.52273617],
    [0.114, -0.32134392, 0.31119955],
]  # fmt: skip
_FROM_YIQ = [
    [1, 1, 1], [0.95598634, -0.27201283, -1.10674021], [0.6208248, -0.64720424, 1.70423049]
]
_YUV = [
    [0.299, -0.14714119, 0.61497538], [0.587, -0.28886916, -0.51496512],
    [0.114, 0.43601035, -0.10001026],
]  # fmt: skip
_FROM_YUV = [[1, 1, 1], [0, -0.394642334, 2.03206185], [1.13988303, -0.58062185, 0]]


@public("image.rgb_to_yiq")
def rgb_to_yiq(images):
    """Colours as luma and the two chroma parts I and Q (NTSC).

    Args:
      images: floating tensor of shape `[..., 3]`, from 0 to 1.

    Returns:
      A tensor of the same shape.

    Example:
      >>> tf.image.rgb_to_yiq([[1.0, 1.0, 1.0]]).numpy().round(3)[0, 0]
      1.0
    """
    return _by_matrix(images, _YIQ)


@public("image.yiq_to_rgb")
def yiq_to_rgb(images):
    """Red, green and blue of luma and the chroma parts I and Q (NTSC).

    Args:
      images: floating tensor of shape `[..., 3]`.

    Returns:
      A tensor of the same shape.

    Example:
      >>> tf.image.yiq_to_rgb([[1.0, 0.0, 0.0]]).numpy().tolist()
      [[1.0, 1.0, 1.0]]
    """
    return _by_matrix(images, _FROM_YIQ)


@public("image.rgb_to_yuv")
def rgb_to_yuv(images):
    """Colours as luma and the two chroma parts U and V (PAL).

    Args:
      images: floating tensor of shape `[..., 3]`, from 0 to 1.

    Returns:
      A tensor of the same shape.

    Example:
      >>> tf.image.rgb_to_yuv([[1.0, 1.0, 1.0]]).numpy().round(3)[0, 0]
      1.0
    """
    return _by_matrix(images, _YUV)


@public("image.yuv_to_rgb")
def yuv_to_rgb(images):
    """Red, green and blue of luma and the chroma parts U and V (PAL).

    Args:
      images: floating tensor of shape `[..., 3]`.

    Returns:
      A tensor of the same shape.

    Example:
      >>> tf.image.yuv_to_rgb([[1.0, 0.0, 0.0]]).numpy().tolist()
      [[1.0, 1.0, 1.0]]
    """
    return _by_matrix(images, _FROM_YUV)


def _encoded_and_read(image, quality):
    from zeal.images.decoding import decode_jpeg
    from zeal.images.encoding import encode_jpeg_variable_quality

    return decode_jpeg(encode_jpeg_variable_quality(image, quality), channels=0)


@public("image.adjust_jpeg_quality")
@named("adjust_jpeg_quality")
def adjust_jpeg_quality(image, jpeg_quality, name=None):
    """What is left of an image in a JPEG file.

    Args:
      image: tensor of real numbers, of shape `[height, width, channels]`, of 1 or 3 channels.
      jpeg_quality: an int, or integer scalar, from 0 to 100.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the image or quality is none of these.
      ImportError: Pillow is not installed.

    Example:
      >>> x = tf.ones([8, 8, 3])
      >>> tf.image.adjust_jpeg_quality(x, 75).shape.as_list()  # doctest: +SKIP
      [8, 8, 3]
    """
    image = _native.convert(image)
    read = _encoded_and_read(convert_image_dtype(image, uint8), jpeg_quality)
    read.set_shape(image.shape)
    return convert_image_dtype(read, image.dtype)


@public("image.random_jpeg_quality")
def random_jpeg_quality(image, min_jpeg_quality, max_jpeg_quality, seed=None):
    """What is left of an image in a JPEG file of a quality that is drawn at random.

    Args:
      image: tensor of real numbers, of shape `[height, width, channels]`, of 1 or 3 channels.
      min_jpeg_quality: an int from 0 to 100, the least quality.
      max_jpeg_quality: an int from 0 to 100, above the largest quality.
      seed: integer, the op seed; see `tf.set_random_seed`.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: there are no such qualities.
      ImportError: Pillow is not installed.

    Example:
      >>> x = tf.ones([8, 8, 3])
      >>> tf.image.random_jpeg_quality(x, 75, 95).shape.as_list()  # doctest: +SKIP
      [8, 8, 3]
    """
    if not (0 <= min_jpeg_quality <= 100 and 0 <= max_jpeg_quality <= 100):
        raise ValueError("jpeg encoding range must be between 0 and 100.")
    if min_jpeg_quality >= max_jpeg_quality:
        raise ValueError("`min_jpeg_quality` must be less than `max_jpeg_quality`.")
    quality = random_uniform([], min_jpeg_quality, max_jpeg_quality, "int32", seed=seed)
    return adjust_jpeg_quality(image, quality)
