"""Parts of images: patches on a grid, boxes brought to one size, glimpses."""

from operator import index

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, int32
from zeal.errors import (
    InvalidArgumentError,
    OutOfRangeError,
    ResourceExhaustedError,
    UnimplementedError,
)
from zeal.images.shapes import is_tensor, larger, set_sizes, size_of_images
from zeal.ops.array.join import stack
from zeal.ops.array.pad import pad
from zeal.ops.array.range import range as range_
from zeal.ops.array.shape import require_rank
from zeal.ops.array.where import where_v2
from zeal.ops.attribute_words import check_word
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.public import public
from zeal.tensor_shape import sizes_text


def _grid(attr, sizes):
    """The two middle ones of four numbers, which are positive."""
    sizes = [index(n) for n in sizes]
    if len(sizes) != 4:
        raise InvalidArgumentError(
            f"ExtractImagePatches requires the {attr} attribute to contain 4 values, but got: "
            f"{len(sizes)}"
        )
    if sizes[0] != 1 or sizes[3] != 1:
        raise UnimplementedError(f"Only support {attr} across space: got {sizes}")
    if min(sizes) <= 0:
        raise OutOfRangeError(f"{attr} is out of range: got {sizes}")
    return sizes[1], sizes[2]


MOST_PIXELS = 2**20  # pixels of a patch: each is a slice of its own


def _check_pixels(windows):
    if windows[0] * windows[1] > MOST_PIXELS:
        raise ResourceExhaustedError(
            f"[ExtractImagePatches] patches of {windows[0]} by {windows[1]} pixels are too large"
        )


def span(size, window, stride, padding):
    """How many windows fit along an axis, and how much is added before and after."""
    if padding == "VALID":
        room = size - window + stride
        if not is_tensor(size) and room < 0:
            raise InvalidArgumentError(
                f"Computed output size would be negative: {room} [input_size: {size}, "
                f"effective_filter_size: {window}, stride: {stride}]"
            )
        return larger(room // stride, 0), 0, 0
    count = (size + stride - 1) // stride
    total = larger((count - 1) * stride + window - size, 0)
    return count, total // 2, total - total // 2


@public("image.extract_image_patches", "extract_image_patches", "image.extract_patches")
@named("ExtractImagePatches")
def extract_image_patches(
    images, ksizes=None, strides=None, rates=None, padding=None, name=None, sizes=None
):
    """Cuts patches out of images on a grid, each as a vector.

    Args:
      images: tensor of shape `[batch, height, width, channels]`.
      ksizes: `[1, rows, columns, 1]` of a patch.
      strides: `[1, rows, columns, 1]` between patches.
      rates: `[1, rows, columns, 1]` between the pixels of a patch.
      padding: "VALID" or "SAME"; the latter pads with zeros.
      name: its name in graphs.
      sizes: another name of ksizes.

    Returns:
      A tensor of shape `[batch, rows, columns, patch rows * patch columns * channels]`.

    Raises:
      InvalidArgumentError: shapes or the padding are none of these, or a patch is larger than the
        images.
      OutOfRangeError: a size, stride or rate is not positive.
      UnimplementedError: one is not 1 along the batch or the channels.

    Example:
      >>> x = tf.reshape(tf.range(9), [1, 3, 3, 1])
      >>> ones = [1, 1, 1, 1]
      >>> tf.image.extract_image_patches(x, [1, 2, 2, 1], ones, ones, "VALID").numpy()[0, 1, 1]
      array([4, 5, 7, 8], dtype=int32)
    """
    images = _native.convert(images)
    require_rank("ExtractImagePatches", images.shape, 4, "input must be 4-dimensional")
    windows = _grid("ksizes", either("sizes", sizes, "ksizes", ksizes))
    steps, holes = _grid("strides", strides), _grid("rates", rates)
    _check_pixels(windows)
    if padding not in ("VALID", "SAME"):
        raise InvalidArgumentError(f"Unknown padding {padding!r}: it must be VALID or SAME")
    spans = [
        span(n, (k - 1) * r + 1, s, padding)
        for n, k, s, r in zip(size_of_images(images), windows, steps, holes, strict=True)
    ]
    (rows, *around_rows), (columns, *around_columns) = spans
    if padding == "SAME":
        around = pad(images, stack([[0, 0], around_rows, around_columns, [0, 0]]))
        if images.shape.ndims == 4:
            set_sizes(around, images, *around._shape_tuple()[1:3])
        images = around
    parts = [
        _every(images, i * holes[0], rows, steps[0], j * holes[1], columns, steps[1])
        for i in range(windows[0])
        for j in range(windows[1])
    ]
    return api.concat(parts, -1)


def _every(images, top, rows, down, left, columns, right):
    """Every so many pixels from a first one on."""
    bottom, end = (
        first + larger((count - 1) * step + 1, 0)
        for first, count, step in ((top, rows, down), (left, columns, right))
    )
    return images[:, top:bottom:down, left:end:right, :]


def _places(first, last, size, count):
    """Where `count` rows of each box lie in an image of `size`, as a float tensor [n, count]."""
    whole = api.cast(size - 1, float32)
    count = _native.convert(count, int32)
    step = (last - first) * whole / api.cast(api.maximum(count - 1, 1), float32)
    first = where_v2(api.equal(count, 1), 0.5 * (first + last), first)
    at = api.cast(range_(count), float32)
    return api.expand_dims(first * whole, 1) + api.expand_dims(step, 1) * at


def _inside(at, size):
    whole = api.cast(size - 1, float32)
    return api.logical_and(api.greater_equal(at, 0.0), api.less_equal(at, whole))


@public("image.crop_and_resize")
@named("CropAndResize")
def crop_and_resize(
    image, boxes, box_ind=None, crop_size=None, method="bilinear", extrapolation_value=0, name=None,
    box_indices=None,
):  # fmt: skip
    """Cuts boxes out of images and resizes them.

    Args:
      image: tensor of real numbers, of shape `[batch, height, width, channels]`.
      boxes: float tensor of shape `[n, 4]`: y1, x1, y2, x2 in parts of the image, whose last
        pixels are at 1. Turned ones mirror, and they may reach beyond the image.
      box_ind: int32 vector of n, the image of each box.
      crop_size: int32 vector, height and width of the results.
      method: "bilinear" or "nearest".
      extrapolation_value: a float, what is beyond the image.
      name: its name in graphs.
      box_indices: another name of box_ind.

    Returns:
      A float32 tensor of shape `[n, height, width, channels]`, differentiable by image and boxes.

    Raises:
      InvalidArgumentError: shapes that do not fit, or a box of an image that there is not.

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
      >>> tf.image.crop_and_resize(x, [[0.0, 0, 1, 1]], [0], [1, 1]).numpy().ravel().tolist()
      [1.5]
    """
    box_ind = either("box_indices", box_indices, "box_ind", box_ind)
    check_word("CropAndResize", "method", method, ("bilinear", "nearest"))
    image, boxes = _native.convert(image), _native.convert(boxes, float32)
    box_ind, crop_size = _native.convert(box_ind, int32), _native.convert(crop_size, int32)
    _check_crops(image, boxes, box_ind, crop_size)
    known = _native.known_value(crop_size)
    counts = [crop_size[0], crop_size[1]] if known is None else known._tolist()
    sizes = size_of_images(image)
    corners = [boxes[:, i] for i in range(4)]
    ys = _places(corners[0], corners[2], sizes[0], counts[0])
    xs = _places(corners[1], corners[3], sizes[1], counts[1])
    look = _Look(api.cast(image, float32), box_ind, sizes)
    found = look.nearest(ys, xs) if method == "nearest" else look.between(ys, xs)
    inside = api.logical_and(_inside(ys, sizes[0])[:, :, None], _inside(xs, sizes[1])[:, None, :])
    return where_v2(inside[..., None], found, float(extrapolation_value))


def _check_crops(image, boxes, box_ind, crop_size):
    for x, rank, words in (
        (image, 4, "input image must be 4-D"), (boxes, 2, "boxes must be 2-D"),
        (box_ind, 1, "box_index must be 1-D"), (crop_size, 1, "crop_size must be 1-D"),
    ):  # fmt: skip
        require_rank("CropAndResize", x.shape, rank, words)
    if not boxes.shape.is_compatible_with([None, 4]):
        raise InvalidArgumentError(
            f"[CropAndResize] boxes must have 4 columns, got shape {sizes_text(boxes.shape)}"
        )
    if not box_ind.shape.is_compatible_with(boxes.shape[:1]):
        raise InvalidArgumentError(
            f"[CropAndResize] box_index has incompatible shape: {sizes_text(box_ind.shape)} for "
            f"boxes of {sizes_text(boxes.shape)}"
        )
    if not crop_size.shape.is_compatible_with([2]):
        raise InvalidArgumentError(
            f"[CropAndResize] crop_size must have two elements{sizes_text(crop_size.shape)}"
        )
    size = _native.known_value(crop_size)
    if size is not None and min(size._tolist()) <= 0:
        raise InvalidArgumentError(
            f"[CropAndResize] crop dimensions must be positive: {size._tolist()}"
        )
    known, batch = _native.known_value(box_ind), image._shape_tuple()[0] if image.shape else None
    if known is None or batch is None:
        return  # a number of no image is then found by what picks pixels
    if any(not 0 <= i < batch for i in known._tolist()):
        raise OutOfRangeError("[CropAndResize] box_index has values outside [0, batch_size)")


class _Look:
    """Pixels of images at rows and columns: each box has an image, rows [n, h] and columns [n, w].

    Args:
      image: the batch, in floats.
      box_ind: the number of each box's image.
      sizes: height and width.
    """

    def __init__(self, image, box_ind, sizes) -> None:
        self.height, self.width = sizes
        flat = stack([-1, api.shape(image)[3]])
        self.pixels, self.boxes = api.reshape(image, flat), box_ind[:, None]

    def _at(self, ys, xs):
        rows = self.boxes * self.height + api.clip_by_value(api.cast(ys, int32), 0, self.height - 1)
        columns = api.clip_by_value(api.cast(xs, int32), 0, self.width - 1)
        return api.gather(self.pixels, rows[:, :, None] * self.width + columns[:, None, :])

    def nearest(self, ys, xs):
        return self._at(api.floor(ys + 0.5), api.floor(xs + 0.5))

    def between(self, ys, xs):
        top, left = api.floor(ys), api.floor(xs)
        below, right = api.ceil(ys), api.ceil(xs)
        down, across = (ys - top)[:, :, None, None], (xs - left)[:, None, :, None]

        def row(y):
            first, second = self._at(y, left), self._at(y, right)
            return first + (second - first) * across

        upper, lower = row(top), row(below)
        return upper + (lower - upper) * down
