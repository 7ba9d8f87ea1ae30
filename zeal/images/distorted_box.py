"""Random boxes in images, as networks for pictures are trained on."""

from functools import partial

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call
from zeal.ops.named import named
from zeal.ops.random.distributions import random_uniform
from zeal.public import public
from zeal.tensor_shape import TensorShape


def _ranges(aspect_ratio_range, area_range):
    ratios, areas = aspect_ratio_range or (0.75, 1.33), area_range or (0.05, 1.0)
    if len(ratios) != 2 or min(ratios) <= 0:
        raise InvalidArgumentError(
            f"Aspect ratio range must be two positive numbers, got {list(ratios)}"
        )
    if len(areas) != 2 or min(areas) <= 0 or max(areas) > 1:
        raise InvalidArgumentError(
            f"Area range must be two numbers above 0 and at most 1, got {list(areas)}"
        )
    return ratios, areas


@public("image.sample_distorted_bounding_box")
@named("sample_distorted_bounding_box")
def sample_distorted_bounding_box(
    image_size, bounding_boxes, seed=None, seed2=None, min_object_covered=0.1,
    aspect_ratio_range=None, area_range=None, max_attempts=None,
    use_image_if_no_bounding_boxes=None, name=None,
):  # fmt: skip
    """Draws a box that holds enough of one of the given ones.

    Args:
      image_size: integer vector: height, width and channels.
      bounding_boxes: float32 tensor of shape `[batch, n, 4]`: y1, x1, y2, x2 from 0 to 1.
      seed, seed2: integers; see `tf.set_random_seed`.
      min_object_covered: the part of a given box that must be in the drawn one.
      aspect_ratio_range: least and largest width / height; 0.75 and 1.33 by default.
      area_range: least and largest part of the image; 0.05 and 1 by default.
      max_attempts: after how many draws the whole image is taken; 100 by default.
      use_image_if_no_bounding_boxes: whether no boxes at all mean the whole image.
      name: its name in graphs.

    Returns:
      Three tensors: begin and size of the box, for `tf.slice`, and the box as a float32 tensor of
      shape `[1, 1, 4]`, for `tf.image.draw_bounding_boxes`.

    Raises:
      InvalidArgumentError: arguments that are none of these, or no boxes.

    Example:
      >>> begin, size, box = tf.image.sample_distorted_bounding_box(
      ...     [20, 30, 3], [[[0.0, 0.0, 1.0, 1.0]]])
      >>> tf.slice(tf.zeros([20, 30, 3]), begin, size).shape.ndims
      3
    """
    ratios, areas = _ranges(aspect_ratio_range, area_range)
    size, boxes = _native.convert(image_size), _native.convert(bounding_boxes, float32)
    covered = api.cast(_native.convert(min_object_covered), float32)
    attempts = 100 if max_attempts is None else max_attempts
    draws = random_uniform([attempts, 4], seed=seed or seed2)
    run = partial(_sample, ratios, areas, bool(use_image_if_no_bounding_boxes))
    three = TensorShape([3])
    outputs = [(size.dtype, three), (size.dtype, three), (float32, TensorShape([1, 1, 4]))]
    inputs = [size, boxes, covered, draws]
    return tuple(host_call("SampleDistortedBoundingBoxV2", run, inputs, outputs))


def _sample(ratios, areas, whole_without_boxes, inputs):
    import numpy as np

    size, boxes, covered, draws = (x.numpy() for x in inputs)
    if size.shape != (3,) or size.min() < 0:
        raise InvalidArgumentError(
            f"image_size must contain 3 elements height, width and channels, got {size.tolist()}"
        )
    boxes = boxes.reshape(-1, 4)
    if not whole_without_boxes and not len(boxes):
        raise InvalidArgumentError(
            "No bounding boxes provided as input. One must enable "
            "use_image_if_no_bounding_boxes if you wish to not provide any bounding boxes."
        )
    if len(boxes) and (boxes.min() < 0 or boxes.max() > 1):
        raise InvalidArgumentError("All bounding box coordinates must be in [0.0, 1.0]")
    height, width = int(size[0]), int(size[1])
    scale = np.array([height, width, height, width])
    wanted = (boxes * scale).astype(int) if len(boxes) else np.array([[0, 0, height, width]])
    tries = (_try(height, width, ratios, areas, draw) for draw in draws)
    fitting = (box for box in tries if box and _covers(box, wanted, covered))
    y, x, h, w = next(fitting, (0, 0, height, width))
    box = np.array([y, x, y + h, x + w]) / np.maximum(scale, 1)
    begin, sizes = np.array([y, x, 0], size.dtype), np.array([h, w, -1], size.dtype)
    return [begin, sizes, box.astype(np.float32).reshape(1, 1, 4)]


def _try(height, width, ratios, areas, draw):
    """A box (y, x, height, width) of four numbers from 0 to 1, or None where it does not fit."""
    ratio = ratios[0] + draw[0] * (ratios[1] - ratios[0])
    least, most = (a * height * width for a in areas)
    low = round((least / ratio) ** 0.5)
    high = min(round((most / ratio) ** 0.5), int((width + 0.5) / ratio), height)
    rows = min(low, high)
    rows += int(draw[1] * (high - rows + 1)) if rows < high else 0
    columns = round(rows * ratio)
    fits = 0 < rows <= height and 0 < columns <= width
    if not fits or not least - columns <= rows * columns <= most + columns:
        return None
    return int(draw[2] * (height - rows)), int(draw[3] * (width - columns)), rows, columns


def _covers(box, wanted, least):
    import numpy as np

    y, x, h, w = box
    rows = np.minimum(wanted[:, 2], y + h) - np.maximum(wanted[:, 0], y)
    columns = np.minimum(wanted[:, 3], x + w) - np.maximum(wanted[:, 1], x)
    areas = (wanted[:, 2] - wanted[:, 0]) * (wanted[:, 3] - wanted[:, 1])
    common = np.maximum(rows, 0) * np.maximum(columns, 0)
    return bool(((areas > 0) & (common >= least * areas)).any())
