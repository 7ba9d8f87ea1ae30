"""Losses with weights of leading axes, averaged over what is not weighted 0."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32
from zeal.losses.weighted import add_loss as _add_loss
from zeal.losses.weighted import get_losses, get_regularization_losses
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.where import where_v2
from zeal.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from zeal.public import public, publish
from zeal.state.scope import name_scope

for _name in ("get_losses", "get_regularization_losses"):
    publish("zeal.losses.weighted", _name, f"contrib.losses.{_name}")
publish("zeal.losses.weighted", "add_loss", "contrib.losses.add_loss")


@public("contrib.losses.get_total_loss")
def get_total_loss(add_regularization_losses=True, name="total_loss"):
    """The sum of all losses of a graph.

    Args:
      add_regularization_losses: whether those of regularizers count.
      name: its name in graphs.

    Returns:
      A scalar tensor.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     tf.contrib.losses.add_loss(tf.constant(2.0))
      ...     print(session.run(tf.contrib.losses.get_total_loss()))
      2.0
    """
    found = get_losses()
    if add_regularization_losses:
        found = found + get_regularization_losses()
    return api.add_n(found, name=name)


def _scaled(losses, weights):
    """The sum of losses times the weights of their leading axes."""
    axes = [*range(max(0, weights.shape.ndims), losses.shape.ndims)]
    return api.reduce_sum(api.reduce_sum(losses, axes) * weights)


def _present(losses, weights):
    """How many losses of each row have a weight that is not 0."""
    shape = api.shape(losses)
    there = api.cast(api.not_equal(weights, 0.0), float32)
    if weights.shape.ndims == 0:
        each = api.cast(api.reduce_prod(shape[1:]), float32)
        return api.fill(shape[:1], there * each)
    if weights.shape.ndims > 1:
        there = api.reduce_sum(there, [*range(1, weights.shape.ndims)])
    return there * api.cast(api.reduce_prod(shape[weights.shape.ndims :]), float32)


def _known_ranks(losses, weights):
    if losses.shape.ndims is None:
        raise ValueError("losses.get_shape().ndims cannot be None")
    if weights.shape.ndims is None:
        raise ValueError("weights.get_shape().ndims cannot be None")


@public("contrib.losses.compute_weighted_loss")
def compute_weighted_loss(losses, weights=1.0, scope=None):
    """The mean of losses whose weight is not 0, each times its weight; a loss of the graph.

    Args:
      losses: tensor of shape `[batch, ...]`.
      weights: scalar, or tensor of the leading axes of losses.
      scope: its scope in graphs.

    Returns:
      A scalar tensor of losses' dtype.

    Raises:
      ValueError: a rank is unknown.

    Example:
      >>> tf.contrib.losses.compute_weighted_loss([1.0, 2.0, 3.0], [1.0, 0.0, 1.0]).numpy()
      2.0
    """
    with name_scope(scope or "weighted_loss"):
        losses = _native.convert(losses)
        kind, losses = losses.dtype, api.cast(losses, float32)
        weights = api.cast(_native.convert(weights), float32)
        _known_ranks(losses, weights)
        if weights.shape.ndims > 1 and weights.shape[-1].value in (None, 1):
            weights = api.squeeze(weights, [-1])
        count = api.reduce_sum(_present(losses, weights))
        mean = api.cast(api.div_no_nan(_scaled(losses, weights), count, name="value"), kind)
        _add_loss(mean)
        return mean


def _pair(predictions, labels):
    """Predictions and labels of one shape, as float32."""
    predictions, labels = _native.convert(predictions), _native.convert(labels)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return api.cast(predictions, float32), api.cast(labels, float32)


@public("contrib.losses.absolute_difference")
def absolute_difference(predictions, labels=None, weights=1.0, scope=None):
    """The mean of |predictions - labels|; see `compute_weighted_loss`.

    Args:
      predictions, labels: tensors of one shape.
      weights, scope: as for `compute_weighted_loss`.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> tf.contrib.losses.absolute_difference([1.0, 2.0], [2.0, 4.0]).numpy()
      1.5
    """
    with name_scope(scope or "absolute_difference") as scope:
        predictions, labels = _pair(predictions, labels)
        return compute_weighted_loss(abs(predictions - labels), weights, scope)


@public("contrib.losses.mean_squared_error")
def mean_squared_error(predictions, labels=None, weights=1.0, scope=None):
    """The mean of (predictions - labels)^2; see `compute_weighted_loss`.

    Args:
      predictions, labels: tensors of one shape.
      weights, scope: as for `compute_weighted_loss`.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> tf.contrib.losses.mean_squared_error([1.0, 2.0], [2.0, 4.0]).numpy()
      2.5
    """
    with name_scope(scope or "mean_squared_error") as scope:
        predictions, labels = _pair(predictions, labels)
        return compute_weighted_loss(api.squared_difference(predictions, labels), weights, scope)


@public("contrib.losses.log_loss")
def log_loss(predictions, labels=None, weights=1.0, epsilon=1e-7, scope=None):
    """The mean of -labels log(predictions) - (1 - labels) log(1 - predictions).

    Args:
      predictions, labels: tensors of one shape, predictions in (0, 1).
      epsilon: what is added inside logarithms.
      weights, scope: as for `compute_weighted_loss`.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> tf.contrib.losses.log_loss([0.5, 0.5], [0.0, 1.0]).numpy().round(4)
      0.6931
    """
    with name_scope(scope or "log_loss") as scope:
        p, labels = _pair(predictions, labels)
        zero = (1 - labels) * api.log(1 - p + epsilon)
        return compute_weighted_loss(-labels * api.log(p + epsilon) - zero, weights, scope)


@public("contrib.losses.hinge_loss")
def hinge_loss(logits, labels=None, scope=None):
    """max(0, 1 - (2 labels - 1) logits) of each element.

    Args:
      logits, labels: tensors of one shape, labels 0 or 1.
      scope: its scope in graphs.

    Returns:
      A float32 tensor of their shape.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> tf.contrib.losses.hinge_loss([0.5, 2.0], [1.0, 0.0]).numpy().tolist()
      [0.5, 3.0]
    """
    with name_scope(scope or "hinge_loss"):
        logits, labels = _pair(logits, labels)
        return api.relu(ones_like(labels) - (2 * labels - ones_like(labels)) * logits)


@public("contrib.losses.cosine_distance")
def cosine_distance(predictions, labels=None, axis=None, weights=1.0, scope=None, dim=None):
    """The mean of 1 - sum(predictions * labels) of unit vectors.

    Args:
      predictions, labels: tensors of one shape.
      axis: the axis of vectors.
      weights, scope: as for `compute_weighted_loss`.
      dim: the same as axis.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: the axis is missing, or the shapes differ.

    Example:
      >>> tf.contrib.losses.cosine_distance([[1.0, 0.0]], [[0.0, 1.0]], axis=1).numpy()
      1.0
    """
    axis = dim if axis is None else axis
    if axis is None:
        raise ValueError("You must specify 'axis'.")
    with name_scope(scope or "cosine_distance_loss") as scope:
        predictions, labels = _pair(predictions, labels)
        losses = 1 - api.reduce_sum(predictions * labels, [axis])
        return compute_weighted_loss(losses, weights, scope)


@public("contrib.losses.sigmoid_cross_entropy")
def sigmoid_cross_entropy(
    logits, multi_class_labels, weights=1.0, label_smoothing=0, scope=None
):
    """The mean of sigmoid cross entropies; see `compute_weighted_loss`.

    Args:
      logits, multi_class_labels: tensors of shape `[batch, classes]`.
      label_smoothing: how far labels are moved towards 1/2.
      weights, scope: as for `compute_weighted_loss`.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> tf.contrib.losses.sigmoid_cross_entropy([[0.0]], [[1.0]]).numpy().round(4)
      0.6931
    """
    with name_scope(scope or "sigmoid_cross_entropy_loss") as scope:
        logits, labels = _native.convert(logits), _native.convert(multi_class_labels)
        logits.shape.assert_is_compatible_with(labels.shape)
        labels = api.cast(labels, logits.dtype)
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        losses = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, scope)


@public("contrib.losses.softmax_cross_entropy")
def softmax_cross_entropy(logits, onehot_labels, weights=1.0, label_smoothing=0, scope=None):
    """The mean of softmax cross entropies; see `compute_weighted_loss`.

    Args:
      logits, onehot_labels: tensors of shape `[batch, classes]`.
      label_smoothing: how far labels are moved towards 1 / classes.
      weights, scope: as for `compute_weighted_loss`.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> tf.contrib.losses.softmax_cross_entropy([[0.0, 0.0]], [[1.0, 0.0]]).numpy().round(4)
      0.6931
    """
    with name_scope(scope or "softmax_cross_entropy_loss") as scope:
        logits, labels = _native.convert(logits), _native.convert(onehot_labels)
        logits.shape.assert_is_compatible_with(labels.shape)
        labels = api.cast(labels, logits.dtype)
        if label_smoothing > 0:
            classes = api.cast(api.shape(labels)[1], logits.dtype)
            labels = labels * (1.0 - label_smoothing) + label_smoothing / classes
        losses = softmax_cross_entropy_with_logits(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, scope)


@public("contrib.losses.sparse_softmax_cross_entropy")
def sparse_softmax_cross_entropy(logits, labels, weights=1.0, scope=None):
    """The mean of softmax cross entropies with class numbers; see `compute_weighted_loss`.

    Args:
      logits: tensor of shape `[batch, classes]`.
      labels: integer tensor of shape `[batch]` or `[batch, 1]`.
      weights, scope: as for `compute_weighted_loss`.

    Returns:
      A scalar tensor.

    Example:
      >>> tf.contrib.losses.sparse_softmax_cross_entropy([[0.0, 0.0]], [1]).numpy().round(4)
      0.6931
    """
    with name_scope(scope or "sparse_softmax_cross_entropy_loss") as scope:
        labels = _native.convert(labels)
        labels = api.reshape(labels, api.shape(labels)[:1])
        losses = sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, scope)


@public("contrib.losses.mean_pairwise_squared_error")
def mean_pairwise_squared_error(predictions, labels=None, weights=1.0, scope=None):
    """The mean of squared differences between the errors of any two elements of a row.

    Args:
      predictions, labels: tensors of one shape `[batch, ...]`.
      weights: scalar, or tensor of shape `[batch]`.
      scope: its scope in graphs.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: the shapes differ, or a rank is unknown.

    Example:
      >>> tf.contrib.losses.mean_pairwise_squared_error([[1.0, 3.0]], [[0.0, 0.0]]).numpy()
      2.0
    """
    with name_scope(scope or "mean_pairwise_squared_error"):
        predictions, labels = _pair(predictions, labels)
        errors = predictions - labels
        weights = api.cast(_native.convert(weights), float32)
        _known_ranks(errors, weights)
        axes = [*range(1, errors.shape.ndims)]
        count = _present(errors, weights)
        squares = 2.0 * api.div_no_nan(api.reduce_sum(api.square(errors), axes), count)
        sums = api.square(api.reduce_sum(errors, axes))
        loss = _scaled(squares - 2.0 * api.div_no_nan(sums, api.square(count)), weights)
        loss = where_v2(api.reduce_sum(count) > 0.0, loss, zeros_like(loss))
        _add_loss(loss)
        return loss
