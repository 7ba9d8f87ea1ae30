"""tf.extract_volume_patches: patches of volumes on a grid."""

import itertools
from operator import index

from zeal import _native
from zeal._native import Tensor, api
from zeal.errors import InvalidArgumentError, OutOfRangeError, ResourceExhaustedError
from zeal.images.patches import MOST_PIXELS, span
from zeal.images.shapes import larger, size_along
from zeal.ops.array.join import stack
from zeal.ops.array.pad import pad
from zeal.ops.named import named
from zeal.public import public
from zeal.tensor_shape import sizes_text


def _grid(attr, sizes):
    """The three middle ones of five numbers, which are positive."""
    sizes = [index(n) for n in sizes]
    if len(sizes) != 5 or sizes[0] != 1 or sizes[4] != 1:
        raise InvalidArgumentError(
            f"ExtractVolumePatches requires the {attr} attribute to contain 5 values, 1 for batch "
            f"and channels, but got: {sizes}"
        )
    if min(sizes) <= 0:
        raise OutOfRangeError(f"{attr} is out of range: got {sizes}")
    return sizes[1:4]


@public("extract_volume_patches")
@named("ExtractVolumePatches")
def extract_volume_patches(input, ksizes, strides, padding, name=None) -> Tensor:
    """Cuts patches out of volumes on a grid, each as a vector.

    Args:
      input: tensor of shape `[batch, planes, rows, columns, channels]`.
      ksizes: `[1, planes, rows, columns, 1]` of a patch.
      strides: `[1, planes, rows, columns, 1]` between patches.
      padding: "VALID" or "SAME"; the latter pads with zeros.
      name: its name in graphs.

    Returns:
      A tensor of shape `[batch, planes, rows, columns, elements of a patch * channels]`.

    Raises:
      InvalidArgumentError: shapes or the padding are none of these, or a patch is larger than the
        volumes.
      OutOfRangeError: a size or stride is not positive.

    Example:
      >>> x = tf.reshape(tf.range(8), [1, 2, 2, 2, 1])
      >>> y = tf.extract_volume_patches(x, [1, 2, 2, 1, 1], [1, 1, 1, 1, 1], "VALID")
      >>> y.numpy().tolist()
      [[[[[0, 2, 4, 6], [1, 3, 5, 7]]]]]
    """
    volumes = _native.convert(input)
    if volumes.shape.ndims not in (5, None):
        raise InvalidArgumentError(
            f"[ExtractVolumePatches] input must be 5-dimensional{sizes_text(volumes.shape)}"
        )
    windows, steps = _grid("ksizes", ksizes), _grid("strides", strides)
    if windows[0] * windows[1] * windows[2] > MOST_PIXELS:
        raise ResourceExhaustedError(f"[ExtractVolumePatches] patches of {windows} are too large")
    if padding not in ("VALID", "SAME"):
        raise InvalidArgumentError(f"Unknown padding {padding!r}: it must be VALID or SAME")
    spans = [
        span(size_along(volumes, axis), window, step, padding)
        for axis, window, step in zip((1, 2, 3), windows, steps, strict=True)
    ]
    counts = [count for count, *_ in spans]
    if padding == "SAME":
        volumes = pad(volumes, stack([[0, 0], *(around for _, *around in spans), [0, 0]]))
    parts = [_every(volumes, at, counts, steps) for at in itertools.product(*map(range, windows))]
    return api.concat(parts, -1)


def _every(volumes, firsts, counts, steps):
    """Every so many elements from a first one on."""
    cuts = tuple(
        slice(first, first + larger((count - 1) * step + 1, 0), step)
        for first, count, step in zip(firsts, counts, steps, strict=True)
    )
    return volumes[(slice(None), *cuts, slice(None))]
