"""Keras losses of classes: cross entropies of probabilities or logits, one value per example."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.graph.smart_cond import smart_cond
from zeal.keras.documented import documented
from zeal.keras.losses.regression import EPSILON
from zeal.ops.array.reorder import from_front
from zeal.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from zeal.public import public

_EACH = "A tensor of the shape of y_pred without the last axis."


def _logits_of(y_pred, op, from_logits):
    """What a graph's op computed the probabilities from; None if that is not known."""
    if from_logits:
        return y_pred
    if y_pred._symbolic and y_pred.op.type == op:
        return y_pred.op.inputs[0]
    return None


def _smoothed(y_true, smoothing, spread):
    """Labels of which a share goes to all classes: `spread()` is each one's part of it."""
    if isinstance(smoothing, (int, float)):
        return y_true * (1.0 - smoothing) + smoothing * spread() if smoothing else y_true
    smoothing = api.cast(smoothing, y_true.dtype)
    return smart_cond(
        api.not_equal(smoothing, 0),
        lambda: y_true * (1.0 - smoothing) + smoothing * spread(),
        lambda: y_true,
    )


@public("keras.losses.categorical_crossentropy", "keras.metrics.categorical_crossentropy")
@documented("tf.keras.losses.categorical_crossentropy([[0, 1]], [[0.5, 0.5]]).numpy()",
            "array([0.6931472], dtype=float32)", _EACH,
            y_true="probabilities of classes, one-hot for one class; of the shape of y_pred.")
def categorical_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0) -> Tensor:
    """The cross entropy of distributions over classes along the last axis."""
    y_pred = _native.convert(y_pred)
    y_true = api.cast(y_true, y_pred.dtype)
    y_true = _smoothed(
        y_true, label_smoothing, lambda: 1.0 / api.cast(api.shape(y_true)[1], y_pred.dtype)
    )
    logits = _logits_of(y_pred, "Softmax", from_logits)
    if logits is not None:
        return softmax_cross_entropy_with_logits_v2(labels=y_true, logits=logits)
    y_pred = y_pred / api.reduce_sum(y_pred, -1, True)
    y_pred = api.clip_by_value(y_pred, EPSILON, 1.0 - EPSILON)
    return -api.reduce_sum(y_true * api.log(y_pred), -1)


@public(
    "keras.losses.sparse_categorical_crossentropy", "keras.metrics.sparse_categorical_crossentropy"
)
@documented("tf.keras.losses.sparse_categorical_crossentropy([1], [[0.5, 0.5]]).numpy()",
            "array([0.6931472], dtype=float32)", "A tensor of the shape of y_pred without `axis`.",
            y_true="classes as integers; of the shape of y_pred without `axis`, or with 1 there.")
def sparse_categorical_crossentropy(y_true, y_pred, from_logits=False, axis=-1) -> Tensor:
    """The negative logarithm of the probability of each example's class."""
    y_pred = _native.convert(y_pred)
    logits = _logits_of(y_pred, "Softmax", from_logits)
    if logits is None:
        logits = api.log(api.clip_by_value(y_pred, EPSILON, 1.0 - EPSILON))
    rank = logits.shape.ndims
    if rank is None and axis != -1:
        raise ValueError(
            f"Cannot compute sparse categorical crossentropy with `axis={axis}` on an output "
            "tensor with unknown rank"
        )
    if rank is not None and (axis := from_front(axis, rank)) != rank - 1:
        others = [i for i in range(rank) if i != axis]
        logits = api.transpose(logits, [*others, axis])
    y_true = api.cast(y_true, "int64")
    if None in (rank, y_true.shape.ndims) or y_true.ndim == rank - 1:
        return sparse_softmax_cross_entropy_with_logits(labels=y_true, logits=logits)
    return _of_flat_labels(y_true, logits, rank)


def _of_flat_labels(labels, logits, rank):
    shape = api.shape(logits)
    rows = api.reshape(logits, [-1, shape[-1]])
    losses = sparse_softmax_cross_entropy_with_logits(
        labels=api.reshape(labels, [-1]), logits=rows
    )
    return api.reshape(losses, shape[:-1]) if rank >= 3 else losses


@public("keras.losses.binary_crossentropy", "keras.metrics.binary_crossentropy")
@documented("tf.keras.losses.binary_crossentropy([[0.0, 1.0]], [[0.5, 0.5]]).numpy()",
            "array([0.69314694], dtype=float32)", _EACH,
            y_true="probabilities, or 0 and 1; of the shape of y_pred.")  # fmt: skip
def binary_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0) -> Tensor:
    """The mean over the last axis of cross entropies of decisions between two."""
    y_pred = _native.convert(y_pred)
    y_true = _smoothed(api.cast(y_true, y_pred.dtype), label_smoothing, lambda: 0.5)
    return api.reduce_mean(_binary(y_true, y_pred, from_logits), -1)


def _binary(y_true, y_pred, from_logits):
    logits = _logits_of(y_pred, "Sigmoid", from_logits)
    if logits is not None:
        return sigmoid_cross_entropy_with_logits(labels=y_true, logits=logits)
    y_pred = api.clip_by_value(y_pred, EPSILON, 1.0 - EPSILON)
    positive = y_true * api.log(y_pred + EPSILON)
    return -(positive + (1.0 - y_true) * api.log(1.0 - y_pred + EPSILON))
