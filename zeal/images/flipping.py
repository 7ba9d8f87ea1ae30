"""Images mirrored and turned, also at random."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32
from zeal.graph.smart_cond import smart_cond
from zeal.images.shapes import RANKS, image_of, rank_of
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.ops.random.distributions import random_uniform
from zeal.public import public


def _mirrored(image, axis):
    """`axis` is that of a single image."""
    image = image_of(image)
    return _of_shape(image, api.reverse(image, [axis + rank_of(image) - 3]))


def _of_shape(image, mirrored):
    """With the shape of the image it was, of which at least the rank is known."""
    mirrored.set_shape([None] * 3 if image.shape.ndims is None else image.shape)
    return mirrored


@public("image.flip_left_right")
@named("flip_left_right", "ReverseV2")
def flip_left_right(image):
    """Mirrors images left to right.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: the rank is not 3 or 4, or a size is 0.

    Example:
      >>> tf.image.flip_left_right([[[1], [2]]]).numpy().ravel().tolist()
      [2, 1]
    """
    return _mirrored(image, 1)


@public("image.flip_up_down")
@named("flip_up_down", "ReverseV2")
def flip_up_down(image):
    """Mirrors images top to bottom.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: the rank is not 3 or 4, or a size is 0.

    Example:
      >>> tf.image.flip_up_down([[[1]], [[2]]]).numpy().ravel().tolist()
      [2, 1]
    """
    return _mirrored(image, 0)


@public("image.transpose_image", "image.transpose")
@named("transpose", "transpose")
def transpose_image(image, name=None):
    """Swaps height and width.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.
      name: its name in graphs.

    Returns:
      A tensor of shape `[width, height, channels]`, or a batch of them.

    Raises:
      ValueError: the rank is not 3 or 4, or a size is 0.

    Example:
      >>> tf.image.transpose_image([[[1], [2]]]).shape.as_list()
      [2, 1, 1]
    """
    image = image_of(image)
    return api.transpose(image, [1, 0, 2] if rank_of(image) == 3 else [0, 2, 1, 3])


@public("image.rot90")
@named("rot90")
def rot90(image, k=1, name=None):
    """Turns images by quarters, against the clock.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.
      k: how many quarters, an integer scalar.
      name: its name in graphs.

    Returns:
      A tensor of the same dtype.

    Raises:
      ValueError: the rank is not 3 or 4, or a size is 0.

    Example:
      >>> tf.image.rot90([[[1], [2]]]).numpy().ravel().tolist()
      [2, 1]
    """
    image = image_of(image)
    first = rank_of(image) - 3
    k = api.floormod(_native.convert(k, int32), 4)
    turned = [*range(first), first + 1, first, first + 2]

    def by(*, mirror_first=(), mirror_last=(), turn=True):
        x = api.reverse(image, list(mirror_first)) if mirror_first else image
        x = api.transpose(x, turned) if turn else x
        return api.reverse(x, list(mirror_last)) if mirror_last else x

    def one():
        return by(mirror_first=[first + 1])

    def two():
        return by(mirror_first=[first, first + 1], turn=False)

    def three():
        return by(mirror_last=[first + 1])

    def rest():
        return smart_cond(api.equal(k, 3), three, lambda: api.identity(image))

    return smart_cond(api.equal(k, 1), one, lambda: smart_cond(api.equal(k, 2), two, rest))


def _at_random(image, axis, seed):
    image = image_of(image)
    rank = image.shape.ndims
    if rank == 4:
        n = api.shape(image)[0]
        drawn = api.reshape(random_uniform([n], 0, 1.0, seed=seed), [n, 1, 1, 1])
        return where_v2(api.greater(api.round(drawn), 0.0), api.reverse(image, [axis + 1]), image)
    if rank not in (3, None):
        raise ValueError(RANKS)
    mirror = api.less(random_uniform([], 0, 1.0, seed=seed), 0.5)
    flipped = smart_cond(mirror, lambda: api.reverse(image, [axis]), lambda: api.identity(image))
    return _of_shape(image, flipped)


@public("image.random_flip_left_right")
@named("random_flip_left_right")
def random_flip_left_right(image, seed=None):
    """Mirrors images left to right with a chance of one half, each for itself.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.
      seed: integer, the op seed; see `tf.set_random_seed`.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: the rank is not 3 or 4, or a size is 0.

    Example:
      >>> x = tf.image.random_flip_left_right([[[1], [2]]])
      >>> sorted(x.numpy().ravel().tolist())
      [1, 2]
    """
    return _at_random(image, 1, seed)


@public("image.random_flip_up_down")
@named("random_flip_up_down")
def random_flip_up_down(image, seed=None):
    """Mirrors images top to bottom with a chance of one half, each for itself.

    Args:
      image: tensor of shape `[height, width, channels]`, or a batch of them.
      seed: integer, the op seed; see `tf.set_random_seed`.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: the rank is not 3 or 4, or a size is 0.

    Example:
      >>> x = tf.image.random_flip_up_down([[[1]], [[2]]])
      >>> sorted(x.numpy().ravel().tolist())
      [1, 2]
    """
    return _at_random(image, 0, seed)
