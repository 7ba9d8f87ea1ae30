"""tf.image.combined_non_max_suppression: the best boxes of all classes of each image."""

from typing import NamedTuple

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import float32, int32
from zeal.errors import InvalidArgumentError
from zeal.images.boxes import pick_boxes
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public
from zeal.tensor_shape import sizes_text

_OP = "CombinedNonMaxSuppression"


class CombinedNonMaxSuppression(NamedTuple):
    """What `tf.image.combined_non_max_suppression` returns."""

    nmsed_boxes: Tensor
    nmsed_scores: Tensor
    nmsed_classes: Tensor
    valid_detections: Tensor


def _check(shapes):
    boxes, scores = shapes[:2]
    if boxes is not None and (len(boxes) != 4 or boxes[3] not in (4, None)):
        raise InvalidArgumentError(f"[{_OP}] boxes must be 4-D, of 4 columns: {sizes_text(boxes)}")
    if scores is not None and len(scores) != 3:
        raise InvalidArgumentError(f"[{_OP}] scores must be 3-D: {sizes_text(scores)}")
    if boxes is None or scores is None:
        return
    if boxes[2] not in (1, scores[2], None) and scores[2] is not None:
        raise InvalidArgumentError(
            f"[{_OP}] third dimension of boxes must be either 1 or equal to the third dimension of "
            f"scores: {boxes[2]} and {scores[2]}"
        )
    for a, b in zip(boxes[:2], scores[:2], strict=True):
        if None not in (a, b) and a != b:
            raise InvalidArgumentError(
                f"[{_OP}] scores has incompatible shape: boxes and scores are "
                f"{sizes_text(boxes)} and {sizes_text(scores)}"
            )


def _infer(shapes, attrs):
    _check(shapes)
    batch = next((s[0] for s in shapes[:2] if s is not None), None)
    return [(batch, None, 4), (batch, None), (batch, None), (batch,)]


def _combined(
    boxes, scores, per_class, total, iou_threshold, score_threshold, pad_per_class, clip_boxes
):
    import numpy as np

    per_class, total = int(per_class), int(total)
    if per_class < 0 or total < 0:
        raise InvalidArgumentError(
            f"[{_OP}] max_size_per_class and max_total_size must be positive: {per_class}, {total}"
        )
    each = [
        _of_image(b, s, per_class, iou_threshold, score_threshold)
        for b, s in zip(boxes, scores, strict=True)
    ]
    size = min(per_class * scores.shape[2], total) if pad_per_class else total
    found = [np.zeros((len(each), size, n), np.float32) for n in (4, 1, 1)]
    counts = np.zeros(len(each), np.int32)
    for i, rows in enumerate(each):
        counts[i] = n = min(size, len(rows))
        found[0][i, :n] = np.clip(rows[:n, :4], 0, 1) if clip_boxes else rows[:n, :4]
        found[1][i, :n], found[2][i, :n] = rows[:n, 4:5], rows[:n, 5:]
    return [found[0], found[1][..., 0], found[2][..., 0], counts]


def _of_image(boxes, scores, most, iou_threshold, score_threshold):
    """Boxes, scores and classes of an image as rows, the best first."""
    import numpy as np

    rows = []
    for kind in range(scores.shape[1]):
        own = boxes[:, kind if boxes.shape[1] > 1 else 0]
        picked, found = pick_boxes(own, scores[:, kind], most, iou_threshold, score_threshold)
        kinds = np.full((len(picked), 1), kind, np.float32)
        rows.append(np.concatenate([own[picked], found[:, None], kinds], 1))
    joined = np.concatenate(rows)
    return joined[np.argsort(-joined[:, 4], kind="stable")]


_op = host_op(
    _OP,
    [("boxes", "float32"), ("scores", "float32"), ("max_output_size_per_class", "int32"),
     ("max_total_size", "int32"), ("iou_threshold", "float32"), ("score_threshold", "float32")],
    [("nmsed_boxes", "float32"), ("nmsed_scores", "float32"), ("nmsed_classes", "float32"),
     ("valid_detections", "int32")],
    attrs=[("pad_per_class", False), ("clip_boxes", True)], infer=_infer, kernel=_combined,
    doc="The best boxes of all classes of each image, without those that overlap a better one.",
)  # fmt: skip


@public("image.combined_non_max_suppression")
@named("combined_non_max_suppression", _OP)
def combined_non_max_suppression(
    boxes, scores, max_output_size_per_class, max_total_size, iou_threshold=0.5,
    score_threshold=float("-inf"), pad_per_class=False, clip_boxes=True, name=None,
) -> CombinedNonMaxSuppression:  # fmt: skip
    """Picks the best boxes of each image, class by class without those that overlap a better one.

    Args:
      boxes: float32 tensor of shape `[batch, n, q, 4]`, corners y1, x1, y2, x2; q is 1 or the
        number of classes.
      scores: float32 tensor of shape `[batch, n, classes]`.
      max_output_size_per_class: integer scalar, how many boxes a class has at most.
      max_total_size: integer scalar, how many an image has at most.
      pad_per_class: whether results have `max_output_size_per_class * classes` rows where these are
        fewer than max_total_size, rather than max_total_size.
      clip_boxes: whether corners are brought into [0, 1].
      the others: as for `tf.image.non_max_suppression`.

    Returns:
      A named tuple: nmsed_boxes `[batch, rows, 4]`, nmsed_scores and nmsed_classes `[batch, rows]`,
      the best first and followed by zeros, and valid_detections, an int32 vector of how many.

    Raises:
      InvalidArgumentError: shapes that do not fit, or a size or threshold out of range.

    Example:
      >>> boxes, scores = tf.constant([[[[0.0, 0.0, 1.0, 1.0]]]]), tf.constant([[[0.3, 0.9]]])
      >>> found = tf.image.combined_non_max_suppression(boxes, scores, 1, 2)
      >>> found.nmsed_classes.numpy().tolist()
      [[1.0, 0.0]]
    """
    sizes = [_native.convert(n, int32) for n in (max_output_size_per_class, max_total_size)]
    thresholds = [api.cast(_native.convert(t), float32) for t in (iou_threshold, score_threshold)]
    parts = _op(
        _native.convert(boxes, float32), _native.convert(scores, float32), *sizes, *thresholds,
        pad_per_class=pad_per_class, clip_boxes=clip_boxes,
    )  # fmt: skip
    _set_rows(parts, sizes, scores, pad_per_class)
    return CombinedNonMaxSuppression(*parts)


def _set_rows(parts, sizes, scores, pad_per_class):
    """Tells how many rows the results have, where sizes are known."""
    per_class, total = (_native.known_value(n) for n in sizes)
    if total is None or not parts[0]._symbolic:
        return
    rows = int(total)
    if pad_per_class:
        shape = _native.convert(scores).shape
        classes = shape._at(2) if shape.ndims else None
        if per_class is None or classes is None:
            return
        rows = min(rows, int(per_class) * classes)
    for part in parts[:3]:
        part.set_shape([None, rows, *[None] * (part.shape.ndims - 2)])
