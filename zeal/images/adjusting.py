"""Pixels scaled: dtypes of images, brightness, contrast, gamma."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype, float16, float32
from zeal.images.shapes import checked, image_of, is_tensor, require_images
from zeal.ops.array.cast import saturate_cast
from zeal.ops.array.shape import require_rank
from zeal.ops.math.reduction import reduce_std
from zeal.ops.named import named
from zeal.ops.random.distributions import random_uniform
from zeal.public import public


@public("image.convert_image_dtype")
@named("convert_image")
def convert_image_dtype(image, dtype, saturate=False, name=None):
    """Casts images, and scales them: floats are from 0 to 1, integers from 0 to their largest.

    Args:
      image: tensor of real numbers.
      dtype: the new dtype.
      saturate: whether what the dtype cannot hold becomes the nearest number that it can.
      name: its name in graphs.

    Returns:
      A tensor of the same shape.

    Raises:
      AttributeError: the dtype is no floating or integer one.

    Example:
      >>> tf.image.convert_image_dtype(np.uint8([0, 255]), tf.float32).numpy().tolist()
      [0.0, 1.0]
    """
    image, dtype = _native.convert(image), as_dtype(dtype)
    if not dtype.is_floating and not dtype.is_integer:
        raise AttributeError("dtype must be either floating point or integer")
    if dtype == image.dtype:
        return api.identity(image)
    cast = saturate_cast if saturate else api.cast
    if image.dtype.is_integer and dtype.is_integer:
        if image.dtype.max > dtype.max:
            return cast(image // ((image.dtype.max + 1) // (dtype.max + 1)), dtype)
        return cast(image, dtype) * ((dtype.max + 1) // (image.dtype.max + 1))
    if image.dtype.is_floating and dtype.is_floating:
        return api.cast(image, dtype)
    if image.dtype.is_integer:
        return api.cast(image, dtype) * (1.0 / image.dtype.max)
    return cast(image * (dtype.max + 0.5), dtype)  # the half: casts cut


def as_floats(image):
    """An image for arithmetic, and its own dtype."""
    image = _native.convert(image)
    kept = image.dtype in (float16, float32)
    return image if kept else convert_image_dtype(image, float32), image.dtype


@public("image.adjust_brightness")
@named("adjust_brightness")
def adjust_brightness(image, delta):
    """Adds a number to images, which are worked in floats from 0 to 1.

    Args:
      image: tensor of real numbers.
      delta: the number, from -1 to 1.

    Returns:
      A tensor of the same shape and dtype.

    Example:
      >>> tf.image.adjust_brightness(np.uint8([[[100]]]), 0.2).numpy().ravel().tolist()
      [151]
    """
    image, dtype = as_floats(image)
    adjusted = image + api.cast(delta, image.dtype)
    return convert_image_dtype(adjusted, dtype, saturate=True)


@public("image.random_brightness")
def random_brightness(image, max_delta, seed=None):
    """Adds a random number to images.

    Args:
      image: tensor of real numbers.
      max_delta: the number is from -max_delta to max_delta.
      seed: integer, the op seed; see `tf.set_random_seed`.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: max_delta is negative.

    Example:
      >>> x = tf.image.random_brightness(tf.zeros([1, 1, 1]), 0.1).numpy()
      >>> bool(abs(x) <= 0.1)
      True
    """
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_brightness(image, random_uniform([], -max_delta, max_delta, seed=seed))


def check_range(lower, upper):
    """Raises ValueError unless 0 <= lower < upper."""
    if upper <= lower:
        raise ValueError("upper must be > lower.")
    if lower < 0:
        raise ValueError("lower must be non-negative.")


@public("image.adjust_contrast")
@named("adjust_contrast")
def adjust_contrast(images, contrast_factor):
    """Scales the distance of pixels from the mean of their image and channel.

    Args:
      images: tensor of real numbers, of shape `[..., height, width, channels]`.
      contrast_factor: a float scalar.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the rank is below 3 (ValueError in graphs).

    Example:
      >>> tf.image.adjust_contrast([[[1.0], [3.0]]], 2.0).numpy().ravel().tolist()
      [0.0, 4.0]
    """
    images, dtype = as_floats(images)
    require_images("AdjustContrastv2", images)
    contrast_factor = _native.convert(contrast_factor)
    require_rank("AdjustContrastv2", contrast_factor.shape, 0, "contrast_factor must be scalar")
    mean = api.reduce_mean(images, [-3, -2], keepdims=True)
    adjusted = (images - mean) * api.cast(contrast_factor, images.dtype) + mean
    return convert_image_dtype(adjusted, dtype, saturate=True)


@public("image.random_contrast")
def random_contrast(image, lower, upper, seed=None):
    """Adjusts the contrast of images by a random factor.

    Args:
      image: tensor of real numbers, of shape `[..., height, width, channels]`.
      lower, upper: the factor is from lower to upper.
      seed: integer, the op seed; see `tf.set_random_seed`.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: lower is negative, or upper not above it.

    Example:
      >>> tf.image.random_contrast(tf.ones([2, 2, 1]), 0.5, 2.0).numpy()[0, 0, 0]
      1.0
    """
    check_range(lower, upper)
    return adjust_contrast(image, random_uniform([], lower, upper, seed=seed))


@public("image.adjust_gamma")
@named("adjust_gamma")
def adjust_gamma(image, gamma=1, gain=1):
    """Raises pixels, from 0 to 1, to a power: `gain * image ** gamma`.

    Args:
      image: tensor of real numbers.
      gamma: the power, not negative.
      gain: a factor.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: gamma is negative (InvalidArgumentError where it is a tensor).

    Example:
      >>> tf.image.adjust_gamma([[[0.5]]], 2.0).numpy().ravel().tolist()
      [0.25]
    """
    image, dtype = as_floats(image)
    words = "Gamma should be a non-negative real number."
    if is_tensor(gamma):
        gamma = checked(gamma, [(api.greater_equal(gamma, 0), words)])
    elif gamma < 0:
        raise ValueError(words)
    return convert_image_dtype(gain * image**gamma, dtype, saturate=True)


@public("image.per_image_standardization")
@named("per_image_standardization")
def per_image_standardization(image):
    """Scales each image to mean 0 and variance 1.

    Args:
      image: tensor of real numbers, of shape `[..., height, width, channels]`.

    Returns:
      A tensor of the same shape and dtype. The deviation is taken for at least 1 / sqrt(pixels),
      where images are uniform.

    Raises:
      ValueError: the rank is below 3, or a size is 0.

    Example:
      >>> tf.image.per_image_standardization([[[1.0], [3.0]]]).numpy().ravel().tolist()
      [-1.0, 1.0]
    """
    image, dtype = as_floats(image_of(image))
    pixels = api.reduce_prod(api.shape(image)[-3:])
    mean = api.reduce_mean(image, [-1, -2, -3], keepdims=True)
    deviation = reduce_std(image, [-1, -2, -3], keepdims=True)
    least = api.rsqrt(api.cast(pixels, image.dtype))
    standardized = (image - mean) / api.maximum(deviation, least)
    return convert_image_dtype(standardized, dtype, saturate=True)
