"""Boxes in images: the best of those that overlap, drawn, and cut out."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, int32
from zeal.errors import InvalidArgumentError
from zeal.ops.array.shape import require_rank
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public
from zeal.tensor_shape import sizes_text


def _same(shapes):
    """Whether the first sizes of two inputs may be equal."""
    first = [s[0] for s in shapes[:2] if s is not None]
    return len(set(first) - {None}) < 2


def _corners(boxes):
    """y1, x1, y2, x2 with the smaller ones first, and areas."""
    import numpy as np

    low, high = np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:])
    return low, high, np.prod(high - low, -1)


def _overlaps(low, high, areas, i, others):
    """Intersection over union of box i and others."""
    import numpy as np

    sides = np.minimum(high[i], high[others]) - np.maximum(low[i], low[others])
    common = np.prod(np.maximum(sides, 0), -1)
    union = areas[i] + areas[others] - common
    fine = (areas[i] > 0) & (areas[others] > 0)
    return np.where(fine, common / np.where(fine, union, 1), 0)


def _suppress(similarity, scores, most, threshold, least, sigma=0.0):
    """Picks boxes by score, and leaves out those that are too similar to a picked one.

    With sigma, similar boxes lose score instead: Bodla et al., "Soft-NMS", 2017.
    """
    import numpy as np

    scores = np.array(scores, np.float32)
    waiting = np.flatnonzero(scores > least)
    picked, found = [], []
    while len(waiting) and len(picked) < most:
        at = np.argmax(scores[waiting])
        best = waiting[at]
        picked.append(best)
        found.append(scores[best])
        waiting = np.delete(waiting, at)
        alike = similarity(best, waiting)
        if sigma > 0:
            weight = np.where(alike <= threshold, np.exp(-0.5 * alike * alike / sigma), 0)
            scores[waiting] *= weight.astype(np.float32)
            waiting = waiting[scores[waiting] > least]
        else:
            waiting = waiting[alike <= threshold]
    return np.array(picked, np.int32), np.array(found, np.float32)


def _check_threshold(value, name="iou_threshold"):
    if not 0 <= value <= 1:
        raise InvalidArgumentError(f"{name} must be in [0, 1]")


def pick_boxes(boxes, scores, max_output_size, iou_threshold, score_threshold, sigma=0.0):
    import numpy as np

    _check_threshold(iou_threshold)
    if sigma < 0:
        raise InvalidArgumentError("soft_nms_sigma_ must be >= 0")
    parts = _corners(np.asarray(boxes))
    most = min(int(max_output_size), len(boxes))
    similarity = lambda i, others: _overlaps(*parts, i, others)  # noqa: E731
    return _suppress(similarity, scores, most, iou_threshold, score_threshold, float(sigma))


def _check_boxes(op, shapes):
    require_rank(op, shapes[0], 2, "boxes must be 2-D")
    require_rank(op, shapes[1], 1, "scores must be 1-D")
    numbers = ("max_output_size", "iou_threshold", "score_threshold", "soft_nms_sigma")
    for shape, name in zip(shapes[2:], numbers, strict=False):
        require_rank(op, shape, 0, f"{name} must be 0-D")
    boxes, scores = shapes[:2]
    if boxes is not None and boxes[1] not in (4, None):
        raise InvalidArgumentError(
            f"[{op}] Dimension must be 4 but is {boxes[1]}; boxes must have 4 columns"
        )
    if not _same(shapes):
        raise InvalidArgumentError(
            f"[{op}] Dimensions must be equal, but are {boxes[0]} and {scores[0]}; scores has "
            "incompatible shape"
        )


_BOXES = [("boxes", "T"), ("scores", "T"), ("max_output_size", "int32")]
_T = [("T", ["float16", "float32"])]


def _infer_picked(outputs):
    def infer(shapes, attrs):
        _check_boxes("NonMaxSuppression", shapes)
        return [(None,)] * outputs

    return infer


_non_max = host_op(
    "NonMaxSuppressionV3",
    [*_BOXES, ("iou_threshold", "float32"), ("score_threshold", "float32")],
    [("selected_indices", "int32")],
    types=_T, infer=_infer_picked(1),
    kernel=lambda *parts: pick_boxes(*parts)[0],
    doc="Boxes by score, without those that overlap a better one.",
)  # fmt: skip


def _padded(boxes, scores, most, iou_threshold, score_threshold, sigma, pad_to_max_output_size):
    import numpy as np

    picked, found = pick_boxes(boxes, scores, most, iou_threshold, score_threshold, sigma)
    count = np.int32(len(picked))
    if pad_to_max_output_size:
        room = max(int(most) - len(picked), 0)
        picked, found = np.pad(picked, (0, room)), np.pad(found, (0, room))
    return [picked, found, count]


def _infer_padded(shapes, attrs):
    _check_boxes("NonMaxSuppression", shapes)
    return [(None,), (None,), ()]


_soft_non_max = host_op(
    "NonMaxSuppressionV5",
    [*_BOXES, ("iou_threshold", "T"), ("score_threshold", "T"), ("soft_nms_sigma", "T")],
    [("selected_indices", "int32"), ("selected_scores", "T"), ("valid_outputs", "int32")],
    types=_T, attrs=[("pad_to_max_output_size", False)], infer=_infer_padded, kernel=_padded,
    doc="Boxes by score, which those that overlap a better one lose.",
)  # fmt: skip


def _floats(*values):
    return [_native.convert(v, None if isinstance(v, _native.Tensor) else float32) for v in values]


@public("image.non_max_suppression")
@named("non_max_suppression", "NonMaxSuppressionV3")
def non_max_suppression(
    boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=float("-inf"), name=None
):
    """Picks boxes in the order of their scores, without those that overlap a better one.

    Args:
      boxes: float tensor of shape `[n, 4]`: two opposite corners y1, x1, y2, x2.
      scores: float vector of n.
      max_output_size: integer scalar, how many boxes at most.
      iou_threshold: from which intersection over union on boxes are one.
      score_threshold: boxes of this score or less are left out.
      name: its name in graphs.

    Returns:
      An int32 vector of numbers of boxes.

    Raises:
      InvalidArgumentError: shapes that do not fit, or a threshold outside [0, 1].

    Example:
      >>> boxes = [[0.0, 0, 1, 1], [0, 0, 1, 0.9], [0, 2, 1, 3]]
      >>> tf.image.non_max_suppression(boxes, [0.5, 0.9, 0.3], 3).numpy().tolist()
      [1, 2]
    """
    boxes, scores = _floats(boxes, scores)
    thresholds = [api.cast(_native.convert(t), float32) for t in (iou_threshold, score_threshold)]
    return _non_max(boxes, scores, _native.convert(max_output_size, int32), *thresholds)


@public("image.non_max_suppression_with_scores")
@named("non_max_suppression_with_scores", "NonMaxSuppressionV5")
def non_max_suppression_with_scores(
    boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=float("-inf"),
    soft_nms_sigma=0.0, name=None,
):  # fmt: skip
    """Picks boxes in the order of their scores, which those that overlap a better one lose.

    Args:
      the others: as for `tf.image.non_max_suppression`.
      soft_nms_sigma: how slowly scores fall with the overlap; 0 leaves such boxes out.

    Returns:
      An int32 vector of numbers of boxes, and their scores then.

    Raises:
      InvalidArgumentError: shapes or thresholds that do not fit.

    Example:
      >>> boxes = [[0.0, 0, 1, 1], [0, 0, 1, 0.9], [0, 2, 1, 3]]
      >>> picked, scores = tf.image.non_max_suppression_with_scores(boxes, [0.5, 0.9, 0.3], 3)
      >>> picked.numpy().tolist()
      [1, 2]
    """
    boxes, scores = _floats(boxes, scores)
    settings = (iou_threshold, score_threshold, soft_nms_sigma)
    settings = [api.cast(_native.convert(v), boxes.dtype) for v in settings]
    most = _native.convert(max_output_size, int32)
    picked, found, _ = _soft_non_max(boxes, scores, most, *settings)
    return picked, found


@public("image.non_max_suppression_padded")
@named("non_max_suppression_padded", "NonMaxSuppressionV4")
def non_max_suppression_padded(
    boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=float("-inf"),
    pad_to_max_output_size=False, name=None,
):  # fmt: skip
    """`tf.image.non_max_suppression` with a number of results that may be fixed.

    Args:
      the others: as for `tf.image.non_max_suppression`.
      pad_to_max_output_size: whether zeros fill up the result.

    Returns:
      An int32 vector of numbers of boxes, and how many of them were picked.

    Raises:
      InvalidArgumentError: shapes or thresholds that do not fit.

    Example:
      >>> picked, count = tf.image.non_max_suppression_padded(
      ...     [[0.0, 0, 1, 1]], [0.5], 3, pad_to_max_output_size=True)
      >>> picked.numpy().tolist(), int(count)
      ([0, 0, 0], 1)
    """
    boxes, scores = _floats(boxes, scores)
    settings = (iou_threshold, score_threshold, 0)
    settings = [api.cast(_native.convert(v), boxes.dtype) for v in settings]
    most = _native.convert(max_output_size, int32)
    picked, _, count = _soft_non_max(boxes, scores, most, *settings, pad_to_max_output_size)
    if pad_to_max_output_size and _native.known_value(most) is not None:
        picked.set_shape([int(_native.known_value(most))])
    return picked, count


def _by_overlaps(overlaps, scores, max_output_size, overlap_threshold, score_threshold):
    most = min(int(max_output_size), len(scores))
    rows = lambda i, others: overlaps[others, i]  # noqa: E731
    return _suppress(rows, scores, most, overlap_threshold, score_threshold)[0]


def _infer_overlaps(shapes, attrs):
    require_rank("NonMaxSuppressionWithOverlaps", shapes[0], 2, "overlaps must be 2-D")
    require_rank("NonMaxSuppressionWithOverlaps", shapes[1], 1, "scores must be 1-D")
    if shapes[0] is not None and None not in shapes[0] and shapes[0][0] != shapes[0][1]:
        raise InvalidArgumentError(
            f"[NonMaxSuppressionWithOverlaps] overlaps must be square, got {sizes_text(shapes[0])}"
        )
    if not _same(shapes):
        raise InvalidArgumentError(
            "[NonMaxSuppressionWithOverlaps] scores has incompatible shape: "
            f"{sizes_text(shapes[1])} for overlaps of {sizes_text(shapes[0])}"
        )
    return [(None,)]


_non_max_overlaps = host_op(
    "NonMaxSuppressionWithOverlaps",
    [("overlaps", "float32"), ("scores", "float32"), ("max_output_size", "int32"),
     ("overlap_threshold", "float32"), ("score_threshold", "float32")],
    [("selected_indices", "int32")], infer=_infer_overlaps, kernel=_by_overlaps,
    doc="Boxes by score, without those that overlap a better one by a given matrix.",
)  # fmt: skip


@public("image.non_max_suppression_overlaps")
@named("non_max_suppression_overlaps", "NonMaxSuppressionWithOverlaps")
def non_max_suppression_overlaps(
    overlaps, scores, max_output_size, overlap_threshold=0.5, score_threshold=float("-inf"),
    name=None,
):  # fmt: skip
    """Picks boxes in the order of their scores, by a matrix of how much they overlap.

    Args:
      overlaps: float32 tensor of shape `[n, n]`.
      scores: float32 vector of n.
      overlap_threshold: from which overlap on boxes are one.
      the others: as for `non_max_suppression`.

    Returns:
      An int32 vector of numbers of boxes.

    Raises:
      InvalidArgumentError: shapes that do not fit.

    Example:
      >>> overlaps = [[1.0, 0.9], [0.9, 1.0]]
      >>> tf.image.non_max_suppression_overlaps(overlaps, [0.5, 0.9], 2).numpy().tolist()
      [1]
    """
    return _non_max_overlaps(overlaps, scores, max_output_size, overlap_threshold, score_threshold)


# --- drawn ---
_COLORS = [
    (1, 1, 0, 1), (0, 0, 1, 1), (1, 0, 0, 1), (0, 1, 0, 1), (0.5, 0, 0.5, 1), (0.5, 0.5, 0, 1),
    (0.5, 0, 0, 1), (0, 0, 0.5, 1), (0, 1, 1, 1), (1, 0, 1, 1),
]  # fmt: skip


def _draw(images, boxes, colors):
    import numpy as np

    images = np.array(images)
    height, width, channels = images.shape[1:]
    if channels not in (1, 3, 4):
        raise InvalidArgumentError("Channel depth should be either 1 (GRY), 3 (RGB), or 4 (RGBA)")
    given = np.array(_COLORS) if not colors.size else colors
    given = np.pad(given, ((0, 0), (0, max(channels - given.shape[1], 0))))
    for image, its_boxes in zip(images, boxes, strict=True):
        for i, box in enumerate(its_boxes):
            colour = [1.0] if channels == 1 else given[i % len(given)][:channels]
            _frame(image, box, colour, height, width)
    return images


def _frame(image, box, colour, height, width):
    import numpy as np

    if not np.isfinite(box).all():
        return
    box = np.clip(box, -1e9, 1e9)  # whose products fit
    top, bottom = (int(box[i] * (height - 1)) for i in (0, 2))
    left, right = (int(box[i] * (width - 1)) for i in (1, 3))
    outside = top >= height or bottom < 0 or left >= width or right < 0
    if top > bottom or left > right or outside:
        return
    rows = slice(max(top, 0), min(bottom, height - 1) + 1)
    columns = slice(max(left, 0), min(right, width - 1) + 1)
    if top >= 0:
        image[top, columns] = colour
    if bottom < height:
        image[bottom, columns] = colour
    if left >= 0:
        image[rows, left] = colour
    if right < width:
        image[rows, right] = colour


def _infer_drawn(shapes, attrs):
    op = "DrawBoundingBoxesV2"
    require_rank(op, shapes[0], 4, "The rank of the images should be 4")
    require_rank(op, shapes[1], 3, "The rank of the boxes tensor should be 3")
    if shapes[1] is not None and shapes[1][2] not in (4, None):
        raise InvalidArgumentError(
            f"[{op}] boxes must be [batch, n, 4], got {sizes_text(shapes[1])}"
        )
    if not _same(shapes):
        raise InvalidArgumentError(
            f"[{op}] The batch sizes should be the same: "
            f"{sizes_text(shapes[0])} and {sizes_text(shapes[1])}"
        )
    return [shapes[0]]


_drawn = host_op(
    "DrawBoundingBoxesV2", [("images", "T"), ("boxes", "float32"), ("colors", "float32")],
    [("output", "T")], types=_T, infer=_infer_drawn, kernel=_draw,
    doc="Images with boxes drawn into them.",
)  # fmt: skip


@public("image.draw_bounding_boxes")
@named("draw_bounding_boxes", "DrawBoundingBoxesV2")
def draw_bounding_boxes(images, boxes, name=None, colors=None):
    """Draws boxes into a batch of images.

    Args:
      images: float32 or float16 tensor of shape `[batch, height, width, channels]`.
      boxes: float32 tensor of shape `[batch, n, 4]`: y1, x1, y2, x2 in parts of the image's size.
      name: its name in graphs.
      colors: float32 tensor of shape `[m, channels]`, used in turn; ten colours by default.

    Returns:
      A tensor of images' shape and dtype.

    Raises:
      InvalidArgumentError: shapes that do not fit, or images of other than 1, 3 or 4 channels.

    Example:
      >>> x = tf.image.draw_bounding_boxes(tf.zeros([1, 3, 3, 1]), [[[0.0, 0.0, 1.0, 1.0]]])
      >>> x.numpy().ravel().tolist()
      [1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0]
    """
    colors = _native.convert([] if colors is None else colors, float32)
    colors = api.reshape(colors, [0, 4]) if colors.shape.as_list() == [0] else colors
    return _drawn(_floats(images)[0], boxes, colors)
