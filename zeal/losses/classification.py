"""Losses of classifiers."""

from zeal import _native
from zeal._native import Tensor, api, raw
from zeal.losses.weighted import (
    BY_NONZERO,
    float_pair,
    rank_of,
    require,
    same_shape,
    squeezed_to,
    weighted_loss,
)
from zeal.ops.named import named
from zeal.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from zeal.public import public

_cross_entropy, _mean = raw.SparseSoftmaxCrossEntropyWithLogits, api.reduce_mean


@public("losses.sparse_softmax_cross_entropy")
@named("sparse_softmax_cross_entropy_loss", None)
def sparse_softmax_cross_entropy(
    labels, logits, weights=1.0, scope=None, loss_collection="losses", reduction=BY_NONZERO
) -> Tensor:
    """Cross-entropy between class numbers and softmax(logits).

    Args:
      labels: int32 or int64 tensor of shape `[...]` or `[..., 1]`.
      logits: floating tensor of shape `[..., classes]`.
      weights: a scalar, or a tensor that broadcasts to the shape of labels.
      scope: the name scope of its ops in graphs.
      loss_collection: the graph's collection that the loss joins; None for none.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per label).

    Raises:
      ValueError: labels or logits is None, or shapes do not fit.

    Example:
      >>> round(float(tf.losses.sparse_softmax_cross_entropy([1], [[0.0, 0.0]])), 4)
      0.6931
    """
    if (
        type(logits) is Tensor and type(labels) is Tensor and type(weights) is float
        and weights == 1.0 and reduction == BY_NONZERO and logits.ndim == 2 and labels.ndim == 1
        and logits._elements
    ):
        return _mean(_cross_entropy(logits, labels)[0])
    require(labels=labels, logits=logits)
    labels, logits = _native.convert(labels), _native.convert(logits)
    labels = squeezed_to(labels, rank_of(logits) - 1)
    if not isinstance(weights, float):
        weights = squeezed_to(_native.convert(weights), rank_of(labels))
    losses = sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return weighted_loss(losses, weights, loss_collection, reduction)


@public("losses.softmax_cross_entropy")
@named("softmax_cross_entropy_loss", None)
def softmax_cross_entropy(
    onehot_labels, logits, weights=1.0, label_smoothing=0, scope=None, loss_collection="losses",
    reduction=BY_NONZERO,
) -> Tensor:
    """Cross-entropy between class probabilities and softmax(logits).

    Args:
      onehot_labels: tensor of the shape of logits; no gradient flows into it.
      weights: a scalar, or a tensor that broadcasts to the shape without the last axis.
      label_smoothing: s moves labels to `labels * (1 - s) + s / classes`.
      the others: as for `sparse_softmax_cross_entropy`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per row).

    Example:
      >>> round(float(tf.losses.softmax_cross_entropy([[1.0, 0.0]], [[0.0, 0.0]])), 4)
      0.6931
    """
    require(onehot_labels=onehot_labels, logits=logits)
    logits = _native.convert(logits)
    labels = api.cast(_native.convert(onehot_labels), logits.dtype)
    same_shape(logits, labels)
    if label_smoothing > 0:
        classes = logits._shape_tuple()[-1] if logits.shape.ndims else None
        if classes is None:
            classes = api.cast(api.shape(logits)[-1], logits.dtype)
        labels = labels * (1.0 - label_smoothing) + label_smoothing / classes
    losses = softmax_cross_entropy_with_logits_v2(
        labels=api.stop_gradient(labels), logits=logits
    )
    return weighted_loss(losses, weights, loss_collection, reduction)


@public("losses.sigmoid_cross_entropy")
@named("sigmoid_cross_entropy_loss", None)
def sigmoid_cross_entropy(
    multi_class_labels, logits, weights=1.0, label_smoothing=0, scope=None,
    loss_collection="losses", reduction=BY_NONZERO,
) -> Tensor:
    """Cross-entropy of independent binary classes.

    Args:
      multi_class_labels: tensor of the shape of logits, in [0, 1].
      logits: floating tensor.
      weights: a scalar, or a tensor that broadcasts to the shape of logits.
      label_smoothing: s moves labels to `labels * (1 - s) + s / 2`.
      the others: as for `sparse_softmax_cross_entropy`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per element).

    Raises:
      ValueError: labels or logits is None, or shapes differ.

    Example:
      >>> round(float(tf.losses.sigmoid_cross_entropy([[1.0, 0.0]], [[0.0, 0.0]])), 4)
      0.6931
    """
    require(multi_class_labels=multi_class_labels, logits=logits)
    logits = _native.convert(logits)
    labels = api.cast(_native.convert(multi_class_labels), logits.dtype)
    same_shape(logits, labels)
    if label_smoothing > 0:
        labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
    losses = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    return weighted_loss(losses, weights, loss_collection, reduction)


@public("losses.log_loss")
@named("log_loss", None)
def log_loss(
    labels, predictions, weights=1.0, epsilon=1e-07, scope=None, loss_collection="losses",
    reduction=BY_NONZERO,
) -> Tensor:
    """Cross-entropy of probabilities: `-y log(p + epsilon) - (1 - y) log(1 - p + epsilon)`.

    Args:
      labels: tensor of the shape of predictions, in [0, 1].
      predictions: tensor of probabilities.
      weights: a scalar, or a tensor that broadcasts to the shape of predictions.
      epsilon: added within the logarithms.
      the others: as for `sparse_softmax_cross_entropy`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per element).

    Raises:
      ValueError: labels or predictions is None, or shapes differ.

    Example:
      >>> round(float(tf.losses.log_loss([1.0, 0.0], [0.5, 0.5])), 4)
      0.6931
    """
    require(labels=labels, predictions=predictions)
    predictions, labels = float_pair(predictions, labels)
    losses = -labels * api.log(predictions + epsilon) - (1 - labels) * api.log(
        1 - predictions + epsilon
    )
    return weighted_loss(losses, weights, loss_collection, reduction)


@public("losses.hinge_loss")
@named("hinge_loss", None)
def hinge_loss(
    labels, logits, weights=1.0, scope=None, loss_collection="losses", reduction=BY_NONZERO
) -> Tensor:
    """Hinge loss: `max(0, 1 - (2 labels - 1) logits)`.

    Args:
      labels: tensor of zeros and ones of the shape of logits.
      logits: floating tensor.
      weights: a scalar, or a tensor that broadcasts to the shape of logits.
      the others: as for `sparse_softmax_cross_entropy`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per element).

    Raises:
      ValueError: labels or logits is None, or shapes differ.

    Example:
      >>> float(tf.losses.hinge_loss([1.0, 0.0], [0.5, 2.0]))
      1.75
    """
    require(labels=labels, logits=logits)
    logits, labels = float_pair(logits, labels)
    losses = api.relu(1 - (2 * labels - 1) * logits)
    return weighted_loss(losses, weights, loss_collection, reduction)
