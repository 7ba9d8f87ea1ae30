"""tf.summary.image: a batch of images as a Summary message."""

import numpy as np

from zeal import dtypes, errors
from zeal.graph.keys import GraphKeys
from zeal.images.png import encode
from zeal.ops.host_op import python_op
from zeal.public import public
from zeal.summary.ops import a_scalar, as_floats
from zeal.summary.tags import collect, summary_scope
from zeal.tensor_shape import sizes_text

RED = (255, 0, 0, 255)  # of pixels that are not finite
_LEAST = np.float32(1e-6)  # what is smaller counts as zero


@public("summary.image")
def image(name, tensor, max_outputs=3, collections=None, family=None):
    """A Summary message of images.

    Floats are scaled, image by image: the largest value becomes 255, or where there are negative
    ones 0 becomes 128 and the largest magnitude lies at an end. Pixels that are not finite are red.

    Args:
      name: name of the op, and where the images are found in TensorBoard.
      tensor: [batch, height, width, channels] of uint8 or floats; 1 channel is grey, 3 are red,
        green and blue, 4 have transparency too. What is no tensor becomes float32.
      max_outputs: how many images of the batch at most.
      collections, family: as for `tf.summary.scalar`.

    Returns:
      A string scalar: the message's bytes. Tags are "name/image", or "name/image/0" and so on where
      max_outputs is more than 1.

    Raises:
      ValueError: max_outputs is not positive.
      InvalidArgumentError: tensor is no such batch.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     noise = tf.summary.image("noise", tf.random_uniform([1, 8, 8, 3]))
      ...     print(tf.Summary.FromString(session.run(noise)).value[0].image.width)
      8
    """
    require_positive("ImageSummary", "max_images", max_outputs)
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        summary = image_summary(tag, as_floats(tensor), max_outputs, name=scope)
        collect(summary, collections, [GraphKeys.SUMMARIES])
    return summary


def require_positive(op, attribute, value):
    """Raises ValueError where an attribute is less than 1."""
    if value < 1:
        raise ValueError(f"Attr '{attribute}' of '{op}' Op passed {value} less than minimum 1.")


def image_message(tag, images, most, bad_color=RED):
    """The Summary message of a batch of images.

    Args:
      tag: the tag's beginning.
      images: an array, [batch, height, width, channels].
      most: how many at most.
      bad_color: uint8 of each channel, for pixels that are not finite.
    """
    from zeal.messages.summary import Summary

    _check(images, bad_color)
    summary = Summary()
    for i, pixels in enumerate(images[:most]):
        value = summary.value.add(tag=tag + (b"/image/%d" % i if most > 1 else b"/image"))
        value.image.height, value.image.width, value.image.colorspace = pixels.shape
        value.image.encoded_image_string = encode(_bytes_of(pixels, bad_color))
    return summary


def _check(images, bad_color):
    if images.ndim != 4 or images.shape[3] not in (1, 3, 4):
        raise errors.InvalidArgumentError(
            f"Tensor must be 4-D with last dim 1, 3, or 4, not {sizes_text(images.shape)}"
        )
    if not images.shape[1] * images.shape[2]:
        raise errors.InvalidArgumentError(
            f"input tensor must have non-zero dims. Found: {list(images.shape)}."
        )
    if images.dtype not in (np.uint8, np.float16, np.float32, np.float64):
        raise errors.InvalidArgumentError(f"images must be uint8 or floats, not {images.dtype}")
    if len(bad_color) < images.shape[3]:
        raise errors.InvalidArgumentError(
            f"expected {images.shape[3]} values of bad_color, got {len(bad_color)}"
        )


def _bytes_of(pixels, bad_color):
    """An image of uint8: pixels scaled."""
    if pixels.dtype == np.uint8:
        return pixels
    finite = np.isfinite(pixels).all(2)
    shown = pixels[finite]
    out = np.empty(pixels.shape, np.uint8)
    out[:] = np.asarray(bad_color, np.uint8)[: pixels.shape[2]]
    if shown.size:
        scale, offset = _scaling(shown.min(), shown.max())
        with np.errstate(over="ignore", invalid="ignore"):
            out[finite] = np.nan_to_num(shown * scale + offset).astype(np.float64).astype(np.uint8)
    return out


def _scaling(least, largest):
    """A factor and a summand, of the pixels' dtype."""
    kind = least.dtype.type
    if least < 0:
        most = max(abs(least), abs(largest))
        return kind(0 if most < _LEAST else 127) / most, kind(128)
    return (kind(255) / largest if largest >= _LEAST else kind(0)), kind(0)


def _kernel(tensors, attrs):
    tag, batch = tensors
    if tag._shape_tuple():
        raise errors.InvalidArgumentError("Tags must be a scalar")
    message = image_message(tag.numpy(), batch.numpy(), attrs["max_images"])
    return [message.SerializeToString()]


image_summary = python_op(
    "ImageSummary", [("tag", "string"), ("tensor", "T")], [("summary", "string")],
    types=[("T", [dtypes.uint8, dtypes.float32, dtypes.float16, dtypes.float64])],
    attrs=[("max_images", 3)], infer=a_scalar, kernel=_kernel, stateful=False,
    doc="A Summary message of images.",
)  # fmt: skip
