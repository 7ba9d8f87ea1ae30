"""Shapes of images: their ranks and sizes, and what they must be."""

from zeal import _native
from zeal._native import api
from zeal.eager.control import after
from zeal.effects.check import Assert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.shape import size_along
from zeal.tensor_shape import sizes_text

RANKS = "'image' must have either 3 or 4 dimensions."


def image_of(image):
    """An image or a batch of them as a tensor of rank 3 or more, without empty axes.

    Raises:
      ValueError: it is known to be none.
    """
    image = _native.convert(image, None, "image")
    rank = image.shape.ndims
    if rank is not None and rank < 3:
        raise ValueError("'image' must be at least three-dimensional.")
    sizes = [None] if rank is None else image._shape_tuple()
    if 0 in sizes:
        raise ValueError(f"all dims of 'image.shape' must be > 0: {image.shape}")
    if None not in sizes:
        return image
    holds = api.reduce_all(api.greater(api.shape(image), 0))
    checks = [(holds, "all dims of 'image.shape' must be > 0.")]
    if rank is None:
        deep = api.greater_equal(api.rank(image), 3)
        checks.append((deep, "'image' must be at least three-dimensional."))
    return checked(image, checks)


def rank_of(image):
    """3 or 4; images of unknown rank are single ones, as in TensorFlow.

    Raises:
      ValueError: the rank is another one.
    """
    rank = image.shape.ndims
    if rank not in (None, 3, 4):
        raise ValueError(RANKS)
    return rank or 3


def as_batch(image):
    """A batch of images, and whether it was a single one."""
    if rank_of(image) == 4:
        return image, False
    batch = api.expand_dims(image, 0)
    batch.set_shape([None] * 4)
    return batch, True


def batch_of(image):
    """`as_batch` of what is to become an image.

    Raises:
      ValueError: it is known to be none.
    """
    image = _native.convert(image, None, "image")
    rank_of(image)
    return as_batch(image_of(image))


def set_sizes(images, before, height, width):
    """Tells the shape of a batch that was made of another; sizes may be tensors."""
    n, *_, channels = before._shape_tuple()
    images.set_shape([n, *(None if is_tensor(n) else n for n in (height, width)), channels])


def size_of_images(images):
    """Height and width of a batch: ints where they are known, else scalar tensors."""
    return size_along(images, 1), size_along(images, 2)


def checked(image, checks):
    """The image behind conditions, each a bool or a bool tensor with what to say.

    Raises:
      ValueError: a bool is False.
      InvalidArgumentError: a tensor is; in graphs the run finds out.
    """
    pending = []
    for holds, words in checks:
        if isinstance(holds, _native.Tensor):
            pending.append(Assert(holds, [words]))
        elif not holds:
            raise ValueError(words)
    return after(pending, image)


def require_images(op, image):
    """Refuses an op's images of a rank below 3.

    Raises:
      InvalidArgumentError: the rank is known to be one.
    """
    if (image.shape.ndims or 3) < 3:
        raise InvalidArgumentError(
            f"[{op}] Shape must be at least rank 3 but is rank {image.shape.ndims}; input must be "
            f"at least 3-D, got shape {sizes_text(image.shape)}"
        )


def is_tensor(*values):
    """Whether one of these is a tensor or a variable."""
    return any(isinstance(v, (_native.Tensor, _native.Variable)) for v in values)


def smaller(a, b):
    """The smaller of two sizes."""
    return api.minimum(a, b) if is_tensor(a, b) else min(a, b)


def larger(a, b):
    """The larger of two sizes."""
    return api.maximum(a, b) if is_tensor(a, b) else max(a, b)
