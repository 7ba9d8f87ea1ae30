"""Images in other sizes."""

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import float32, float64, int32
from zeal.images.cropping import pad_to_bounding_box
from zeal.images.shapes import as_batch, batch_of, checked, larger, size_of_images
from zeal.ops.array.join import stack
from zeal.ops.named import named
from zeal.public import public


@public("image.ResizeMethod")
class ResizeMethod:
    """Ways to find the pixels of a resized image.

    Example:
      >>> tf.image.ResizeMethod.BICUBIC
      2
    """

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


def _of_program(images, size):
    """Images as they are, a size as a vector of two."""
    return _native.convert(images), _native.convert(size, int32, "size")


@public("image.resize_bilinear")
@named("ResizeBilinear")
def resize_bilinear(images, size, align_corners=False, name=None, half_pixel_centers=False):
    """Resizes a batch of images; each pixel lies between the four that are nearest to its place.

    Args:
      images: tensor of real numbers, of shape `[batch, height, width, channels]`.
      size: int32 vector, the new height and width.
      align_corners: whether the outermost pixels keep their values and places.
      name: its name in graphs.
      half_pixel_centers: whether places are those of the pixels' centers.

    Returns:
      A float32 tensor of shape `[batch, new height, new width, channels]`.

    Raises:
      InvalidArgumentError: shapes or sizes that do not fit (ValueError in graphs).

    Example:
      >>> tf.image.resize_bilinear([[[[0.0], [1.0]]]], [1, 4]).numpy().ravel().tolist()
      [0.0, 0.5, 1.0, 1.0]
    """
    return raw.ResizeBilinear(*_of_program(images, size), align_corners, half_pixel_centers)


@public("image.resize_nearest_neighbor")
@named("ResizeNearestNeighbor")
def resize_nearest_neighbor(
    images, size, align_corners=False, name=None, half_pixel_centers=False
):
    """Resizes a batch of images; each pixel is the one nearest to its place.

    Args:
      images: tensor of real numbers, of shape `[batch, height, width, channels]`.
      the others: as for `tf.image.resize_bilinear`.

    Returns:
      A tensor of images' dtype, of shape `[batch, new height, new width, channels]`.

    Example:
      >>> tf.image.resize_nearest_neighbor([[[[3], [5]]]], [1, 4]).numpy().ravel().tolist()
      [3, 3, 5, 5]
    """
    return raw.ResizeNearestNeighbor(*_of_program(images, size), align_corners, half_pixel_centers)


@public("image.resize_bicubic")
@named("ResizeBicubic")
def resize_bicubic(images, size, align_corners=False, name=None, half_pixel_centers=False):
    """Resizes a batch of images by cubic convolution over sixteen pixels.

    Args:
      images: tensor of real numbers, of shape `[batch, height, width, channels]`.
      the others: as for `tf.image.resize_bilinear`.

    Returns:
      A float32 tensor of shape `[batch, new height, new width, channels]`.

    Raises:
      InvalidArgumentError: shapes or sizes that do not fit (ValueError in graphs).

    Source: Keys, "Cubic convolution interpolation for digital image processing", 1981; with a =
      -0.75, and -0.5 for half_pixel_centers.

    Example:
      >>> tf.image.resize_bicubic(tf.ones([1, 2, 2, 1]), [3, 3]).numpy()[0, 1, 1, 0]
      1.0
    """
    return raw.ResizeBicubic(*_of_program(images, size), align_corners, half_pixel_centers)


@public("image.resize_area")
@named("ResizeArea")
def resize_area(images, size, align_corners=False, name=None):
    """Resizes a batch of images; each pixel is the mean of the area that it covers.

    Args:
      images: tensor of real numbers, of shape `[batch, height, width, channels]`.
      size, align_corners, name: as for `tf.image.resize_bilinear`.

    Returns:
      A float32 tensor of shape `[batch, new height, new width, channels]`. It has no gradient.

    Example:
      >>> tf.image.resize_area([[[[1], [2], [3], [6]]]], [1, 2]).numpy().ravel().tolist()
      [1.5, 4.5]
    """
    return raw.ResizeArea(*_of_program(images, size), align_corners)


_RESIZERS = {
    ResizeMethod.BILINEAR: resize_bilinear, "bilinear": resize_bilinear,
    ResizeMethod.NEAREST_NEIGHBOR: resize_nearest_neighbor, "nearest": resize_nearest_neighbor,
    ResizeMethod.BICUBIC: resize_bicubic, "bicubic": resize_bicubic,
    ResizeMethod.AREA: resize_area, "area": resize_area,
}  # fmt: skip


def resizer_of(method):
    try:
        return _RESIZERS[method]
    except (KeyError, TypeError):
        raise ValueError("Resize method is not implemented.") from None


@public("image.resize_images", "image.resize")
@named("resize")
def resize_images(
    images, size, method=ResizeMethod.BILINEAR, align_corners=False, preserve_aspect_ratio=False,
    name=None,
):  # fmt: skip
    """Resizes images.

    Args:
      images: tensor of real numbers, of shape `[height, width, channels]`, or a batch of them.
      method: a `tf.image.ResizeMethod`, or "bilinear", "nearest", "bicubic" or "area".
      preserve_aspect_ratio: whether height and width change by one factor; the image then fits
        into size.
      the others: as for `resize_bilinear`.

    Returns:
      A float32 tensor, of the dtype of images where the method is NEAREST_NEIGHBOR or they have
      the size already.

    Raises:
      ValueError: the rank is not 3 or 4, size no vector of two integers, or there is no such
        method.

    Example:
      >>> tf.image.resize_images(tf.ones([4, 4, 3]), [2, 2]).shape.as_list()
      [2, 2, 3]
    """
    def resize(images, size):
        kept = _has_size(images, size)
        return images if kept else resizer_of(method)(images, size, align_corners)

    return resize_as(resize, images, size, preserve_aspect_ratio)


def resize_as(resize, images, size, preserve_aspect_ratio):
    """Images, or a single one, resized by a function of a batch and the size."""
    images = _native.convert(images)
    if images.shape.ndims is None:
        raise ValueError("'images' contains no shape.")
    if images.shape.ndims not in (3, 4):
        raise ValueError("'images' must have either 3 or 4 dimensions.")
    images, single = as_batch(images)
    size = _size(size)
    if preserve_aspect_ratio:
        size = _fitting(images, size)
    resized = resize(images, size)
    return api.squeeze(resized, [0]) if single else resized


def _has_size(images, size):
    known = _native.known_value(size)
    return known is not None and tuple(known._tolist()) == images._shape_tuple()[1:3]


def _size(size):
    try:
        size = _native.convert(size, int32)
    except (TypeError, ValueError):
        raise ValueError("'size' must be a 1-D int32 Tensor") from None
    if not size.shape.is_compatible_with([2]):
        raise ValueError("'size' must be a 1-D Tensor of 2 elements: new_height, new_width")
    return size


def _fitting(images, size):
    """The largest size within another that keeps the ratio of height and width."""
    old = api.cast(stack(size_of_images(images)), float32)
    factor = api.reduce_min(api.cast(size, float32) / old)
    return api.cast(api.round(factor * old), int32)


@public("image.resize_image_with_pad")
@named("resize_image_with_pad")
def resize_image_with_pad(
    image, target_height, target_width, method=ResizeMethod.BILINEAR, align_corners=False
):
    """Resizes images by one factor, and pads them with zeros on both sides to a given size.

    Args:
      image: tensor of real numbers, of shape `[height, width, channels]`, or a batch of them.
      target_height, target_width: the size.
      method, align_corners: as for `tf.image.resize_images`.

    Returns:
      A tensor of shape `[target_height, target_width, channels]`, or a batch of them.

    Raises:
      ValueError: a size is not above 0, or the rank is not 3 or 4.

    Example:
      >>> tf.image.resize_image_with_pad(tf.ones([4, 2, 1]), 4, 4).numpy()[0, :, 0].tolist()
      [0.0, 1.0, 1.0, 0.0]
    """
    def resize(images, size):
        return resizer_of(method)(images, size, align_corners)

    return pad_to_size(resize, image, target_height, target_width)


def pad_to_size(resize, image, target_height, target_width):
    """An image, or a batch, resized by a function of a batch and the size, and padded."""
    images, single = batch_of(image)
    images = checked(images, [
        (target_width > 0, "target_width must be > 0."),
        (target_height > 0, "target_height must be > 0."),
    ])  # fmt: skip
    old = [api.cast(n, float64) for n in size_of_images(images)]
    target = [api.cast(n, float64) for n in (target_height, target_width)]
    ratio = larger(old[1] / target[1], old[0] / target[0])
    new = [n / ratio for n in old]
    size = stack([api.cast(api.floor(n), int32) for n in new])
    pads = [
        api.maximum(api.cast(api.floor((want - n) / 2), int32), 0)
        for want, n in zip(target, new, strict=True)
    ]
    resized = resize(images, size)
    padded = pad_to_bounding_box(resized, *pads, target_height, target_width)
    return api.squeeze(padded, [0]) if single else padded
