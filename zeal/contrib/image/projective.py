"""Images under projective transforms."""

from zeal import _native
from zeal._native import api
from zeal.contrib.image.flat_transforms import (
    angles_to_projective_transforms,
    rows_of,
    translations_to_projective_transforms,
)
from zeal.dtypes import float16, float32, float64, int32, int64, uint8
from zeal.images.shapes import size_of_images
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.public import public

_DTYPES = (uint8, int32, int64, float16, float32, float64)


def _batch(images):
    """Images of two to four axes as a batch with channels."""
    images = _native.convert(images)
    rank = images.shape.ndims
    if images.dtype.base_dtype not in _DTYPES:
        raise TypeError(f"Invalid dtype {images.dtype}.")
    if rank is None:
        raise TypeError("image_or_images rank must be statically known")
    if rank not in (2, 3, 4):
        raise TypeError("Images should have rank between 2 and 4.")
    return images[(None, ..., None) if rank == 2 else (None, ...) if rank == 3 else (...,)], rank


def _of_rank(images, rank):
    """What `_batch` made of images of a rank, as such again."""
    return images if rank == 4 else images[0, ..., 0] if rank == 2 else images[0]


@public("contrib.image.transform")
@named("transform")
def transform(images, transforms, interpolation="NEAREST", output_shape=None, name=None):
    """Images under projective transforms; points from beyond an image are 0.

    Gradients flow to the images, exactly (TensorFlow's are an inverse transform).

    Args:
      images: a tensor `[rows, columns]`, `[rows, columns, channels]` or
        `[images, rows, columns, channels]` of uint8, int32, int64, float16, float32 or float64.
      transforms: a vector of 8 numbers, or a matrix with a row for each image, or one for all:
        an output's point (x, y) shows the input's `((a0 x + a1 y + a2) / k,
        (b0 x + b1 y + b2) / k)` where `k = c0 x + c1 y + 1`.
      interpolation: "NEAREST" or "BILINEAR".
      output_shape: rows and columns of the result; the images' by default.
      name: prefix of the names of ops.

    Returns:
      A tensor of the images' rank and dtype.

    Raises:
      TypeError: a rank is unknown or wrong, or a dtype is.
      ValueError: output_shape is no pair, or there is no such interpolation.

    Example:
      >>> x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
      >>> tf.contrib.image.transform(x, [1, 0, 1, 0, 1, 0, 0, 0]).numpy().tolist()
      [[2.0, 0.0], [4.0, 0.0]]
    """
    if interpolation not in ("NEAREST", "BILINEAR"):
        raise ValueError(f"interpolation must be 'NEAREST' or 'BILINEAR', got {interpolation!r}")
    images, rank = _batch(images)
    across, down = _sources(rows_of(transforms, 1, "transforms"), _size(output_shape, images))
    read = _nearest if interpolation == "NEAREST" else bilinear
    return _of_rank(read(images, across, down), rank)


def _size(output_shape, images):
    """Rows and columns of the result."""
    if output_shape is None:
        return size_of_images(images)
    sizes = _native.convert(output_shape, int32)
    if not sizes.shape.is_compatible_with([2]):
        raise ValueError(
            "output_shape must be a 1-D Tensor of 2 elements: new_height, new_width, "
            f"instead got {output_shape}"
        )
    known = _native.known_value(sizes)
    return (sizes[0], sizes[1]) if known is None else known._tolist()


def _sources(transforms, size):
    """Where each point of the result comes from: x and y, [images, rows, columns]."""
    y, x = (api.cast(range_(n), float32) for n in size)
    a0, a1, a2, b0, b1, b2, c0, c1 = (transforms[:, i, None, None] for i in range(8))
    y = y[:, None]
    share = c0 * x + c1 * y + 1.0
    beyond = where_v2(api.equal(share, 0.0), -2.0, 0.0)  # no such point: outside the image
    safe = where_v2(api.equal(share, 0.0), 1.0, share)
    across, down = (a0 * x + a1 * y + a2) / safe, (b0 * x + b1 * y + b2) / safe
    return where_v2(beyond < 0.0, beyond, across), where_v2(beyond < 0.0, beyond, down)


def _pixels(images, x, y):
    """The pixels at whole numbers x and y (floats), 0 beyond the images."""
    height, width = size_of_images(images)
    sizes = [api.cast(n, x.dtype) for n in (width, height)]
    inside = [api.logical_and(p >= 0.0, p < n) for p, n in zip((x, y), sizes, strict=True)]
    # Points that are no numbers are outside, so they must not become indices.
    column, row = (
        api.cast(where_v2(i, p, zeros_like(p)), int32) for i, p in zip(inside, (x, y), strict=True)
    )
    shape = api.shape(images)
    first = api.reshape(range_(shape[0]), [-1, 1, 1]) * (height * width)
    pixels = api.gather(api.reshape(images, [-1, shape[3]]), first + row * width + column)
    return where_v2(api.logical_and(*inside)[..., None], pixels, zeros_like(pixels))


def _nearest(images, x, y):
    def near(p):  # halves go away from zero
        return api.sign(p) * api.floor(abs(p) + 0.5)

    return _pixels(images, near(x), near(y))


def bilinear(images, x, y):
    """Values between the pixels of images, which are 0 beyond them.

    Args:
      images: a tensor `[images, rows, columns, channels]`.
      x: floating columns `[images, a, b]`.
      y: rows of the same shape and dtype, in which values are worked out.

    Returns:
      A tensor `[images, a, b, channels]` of the images' dtype.
    """
    left, top = api.floor(x), api.floor(y)
    right, bottom = left + 1.0, top + 1.0

    def row(at):
        a, b = (api.cast(_pixels(images, p, at), x.dtype) for p in (left, right))
        return (right - x)[..., None] * a + (x - left)[..., None] * b

    mixed = (bottom - y)[..., None] * row(top) + (y - top)[..., None] * row(bottom)
    return api.cast(mixed, images.dtype)


@public("contrib.image.rotate")
@named("rotate")
def rotate(images, angles, interpolation="NEAREST", name=None):
    """Images turned about their middle, counterclockwise; points from beyond an image are 0.

    Args:
      images: a tensor `[rows, columns]`, `[rows, columns, channels]` or
        `[images, rows, columns, channels]`.
      angles: one angle, or a vector of one for each image, in radians.
      interpolation: "NEAREST" or "BILINEAR".
      name: prefix of the names of ops.

    Returns:
      A tensor of the images' shape and dtype.

    Raises:
      TypeError: a rank is unknown or wrong, or a dtype is.

    Example:
      >>> x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
      >>> tf.contrib.image.rotate(x, np.pi / 2).numpy().tolist()
      [[2.0, 4.0], [1.0, 3.0]]
    """
    size = size_of_images(_batch(images)[0])
    return transform(images, angles_to_projective_transforms(angles, *size), interpolation)


@public("contrib.image.translate")
@named("translate")
def translate(images, translations, interpolation="NEAREST", name=None):
    """Images shifted to the right and down; points from beyond an image are 0.

    Args:
      images, interpolation, name: as for `tf.contrib.image.rotate`.
      translations: a pair (right, down) in pixels, or a matrix of one row for each image.

    Returns:
      A tensor of the images' shape and dtype.

    Example:
      >>> x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
      >>> tf.contrib.image.translate(x, [1.0, 0.0]).numpy().tolist()
      [[0.0, 1.0], [0.0, 3.0]]
    """
    return transform(images, translations_to_projective_transforms(translations), interpolation)
