"""Images cut and padded to boxes and sizes."""

from zeal._native import api
from zeal.dtypes import float64, int32
from zeal.images.shapes import (
    as_batch,
    batch_of,
    checked,
    image_of,
    is_tensor,
    larger,
    set_sizes,
    size_of_images,
    smaller,
)  # fmt: skip
from zeal.ops.array.join import stack
from zeal.ops.array.pad import pad
from zeal.ops.named import named
from zeal.public import public


@public("image.pad_to_bounding_box")
@named("pad_to_bounding_box")
def pad_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    """Puts images into larger ones of zeros.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.
      offset_height, offset_width: rows of zeros above, columns of zeros at the left.
      target_height, target_width: the larger size.

    Returns:
      A tensor of shape `[target_height, target_width, channels]`, or a batch of them.

    Raises:
      ValueError: the image does not fit there, or has not rank 3 or 4.

    Example:
      >>> tf.image.pad_to_bounding_box([[[5]]], 0, 1, 1, 3).numpy().ravel().tolist()
      [0, 5, 0]
    """
    images, single = batch_of(image)
    height, width = size_of_images(images)
    below, right = target_height - offset_height - height, target_width - offset_width - width
    images = checked(images, [
        (offset_height >= 0, "offset_height must be >= 0"),
        (offset_width >= 0, "offset_width must be >= 0"),
        (right >= 0, "width must be <= target - offset"),
        (below >= 0, "height must be <= target - offset"),
    ])  # fmt: skip
    sides = stack([0, 0, offset_height, below, offset_width, right, 0, 0])
    padded = pad(images, api.reshape(sides, [4, 2]))
    set_sizes(padded, images, target_height, target_width)
    return api.squeeze(padded, [0]) if single else padded


@public("image.crop_to_bounding_box")
@named("crop_to_bounding_box")
def crop_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    """Cuts a box out of images.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.
      offset_height, offset_width: where the box begins.
      target_height, target_width: its size.

    Returns:
      A tensor of shape `[target_height, target_width, channels]`, or a batch of them.

    Raises:
      ValueError: the box does not lie in the image, or its rank is not 3 or 4.

    Example:
      >>> tf.image.crop_to_bounding_box([[[1], [2], [3]]], 0, 1, 1, 2).numpy().ravel().tolist()
      [2, 3]
    """
    images, single = batch_of(image)
    height, width = size_of_images(images)
    images = checked(images, [
        (offset_width >= 0, "offset_width must be >= 0."),
        (offset_height >= 0, "offset_height must be >= 0."),
        (target_width > 0, "target_width must be > 0."),
        (target_height > 0, "target_height must be > 0."),
        (width >= target_width + offset_width, "width must be >= target + offset."),
        (height >= target_height + offset_height, "height must be >= target + offset."),
    ])  # fmt: skip
    begin, size = [0, offset_height, offset_width, 0], [-1, target_height, target_width, -1]
    cropped = api.slice(images, stack(begin), stack(size))
    set_sizes(cropped, images, target_height, target_width)
    return api.squeeze(cropped, [0]) if single else cropped


@public("image.resize_image_with_crop_or_pad", "image.resize_with_crop_or_pad")
@named("resize_image_with_crop_or_pad")
def resize_image_with_crop_or_pad(image, target_height, target_width):
    """Gives images a size by cutting or padding them on all sides alike.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.
      target_height, target_width: the size.

    Returns:
      A tensor of shape `[target_height, target_width, channels]`, or a batch of them.

    Raises:
      ValueError: a size is not above 0, or the rank is not 3 or 4.

    Example:
      >>> tf.image.resize_image_with_crop_or_pad([[[1], [2], [3]]], 1, 1).numpy().ravel().tolist()
      [2]
    """
    images, single = batch_of(image)
    images = checked(images, [
        (target_width > 0, "target_width must be > 0."),
        (target_height > 0, "target_height must be > 0."),
    ])  # fmt: skip
    height, width = size_of_images(images)
    more = [target_height - height, target_width - width]
    cuts, pads = [larger(-n // 2, 0) for n in more], [larger(n // 2, 0) for n in more]
    sizes = smaller(target_height, height), smaller(target_width, width)
    cropped = crop_to_bounding_box(images, *cuts, *sizes)
    sized = pad_to_bounding_box(cropped, *pads, target_height, target_width)
    return api.squeeze(sized, [0]) if single else sized


@public("image.central_crop")
@named("central_crop", "Slice")
def central_crop(image, central_fraction):
    """Cuts off the border of images.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.
      central_fraction: how much of height and width stays, above 0 and at most 1.

    Returns:
      A tensor of the same rank and dtype.

    Raises:
      ValueError: the fraction is another number, or the rank is not 3 or 4.

    Example:
      >>> tf.image.central_crop(tf.ones([4, 6, 1]), 0.5).shape.as_list()
      [2, 4, 1]
    """
    if not 0 < central_fraction <= 1:
        raise ValueError("central_fraction must be within (0, 1]")
    image = image_of(image)
    if central_fraction == 1:
        return image
    rank = image.shape.ndims
    if rank not in (3, 4):
        raise ValueError(
            f"`image` should either be a Tensor with rank = 3 or rank = 4. Had rank = {rank}."
        )
    images, single = as_batch(image)
    sizes = size_of_images(images)
    starts = [_border(n, central_fraction) for n in sizes]
    sizes = [n - 2 * start for n, start in zip(sizes, starts, strict=True)]
    begin, size = stack([0, *starts, 0]), stack([-1, *sizes, -1])
    cropped = api.slice(images, begin, size)
    set_sizes(cropped, images, *sizes)
    return api.squeeze(cropped, [0]) if single else cropped


def _border(n, fraction):
    """How much is cut off at the beginning of an axis."""
    if not is_tensor(n):
        return int((n - n * fraction) / 2)
    n = api.cast(n, float64)
    return api.cast((n - n * fraction) / 2, int32)
