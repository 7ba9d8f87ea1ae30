"""tf.contrib.losses: those of tf.losses, but predictions come first and weights may lack axes."""

import functools
import inspect

from zeal import _native
from zeal._native import api
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.dtypes import float32
from zeal.losses import classification, regression, weighted
from zeal.ops.named import named
from zeal.public import public

_ARGS = """Args:
      {first}: floating tensor, what a model gives.
      {second}: tensor of the same shape, what it should give.
      weights: a scalar, or a tensor whose shape starts like that of the losses.
      scope: the name scope of its ops in graphs.

    Returns:
      A scalar: the sum of weighted losses, divided by the number of those whose weights are not
      zero. The graph collects it.

    Raises:
      ValueError: shapes do not fit.
"""


def _described(function):
    """Writes what the arguments of a loss are into its docstring."""
    first, second, *_ = inspect.signature(function).parameters
    text = _ARGS.format(first=first, second=second)
    function.__doc__ = function.__doc__.replace("{args}", f"\n    {text}")
    return function


def _fitted(weights, rank):
    """Weights with as many axes as the losses have."""
    weights = _native.convert(weights)
    if weights.shape.ndims is None:
        raise ValueError("weights.get_shape().ndims cannot be None")
    if rank is None:
        raise ValueError("losses.get_shape().ndims cannot be None")
    if weights.shape.ndims > 1 and weights.shape._at(-1) in (1, None):
        weights = api.squeeze(weights, [-1])
    if weights.shape.ndims > rank:
        raise ValueError(
            f"weights can not be broadcast to losses. losses.rank={rank}. "
            f"weights.rank={weights.shape.ndims}."
        )
    for _ in range(rank - weights.shape.ndims if weights.shape.ndims else 0):
        weights = api.expand_dims(weights, -1)
    return weights


def _rank(x):
    return _native.convert(x).shape.ndims


@public("contrib.losses.add_loss")
@add_arg_scope
def add_loss(loss, loss_collection="losses") -> None:
    """Collects a loss, in graphs: `tf.losses.add_loss`, of which argument scopes know.

    Args:
      loss: a tensor.
      loss_collection: the collection to add it to; None for none.

    Example:
      >>> with tf.contrib.framework.arg_scope([tf.contrib.losses.add_loss], loss_collection=None):
      ...     tf.contrib.losses.add_loss(tf.constant(1.0))
    """
    weighted.add_loss(loss, loss_collection)


def _collected(function):
    """A loss that the graph collects where scopes of arguments say."""

    @functools.wraps(function)
    def collected(*args, **kwargs):
        loss = function(*args, **kwargs)
        if loss._symbolic:
            add_loss(loss)
        return loss

    return collected


@public("contrib.losses.compute_weighted_loss")
@_collected
def compute_weighted_loss(losses, weights=1.0, scope=None):
    """The mean of losses whose weights are not zero, each times its weight.

    Args:
      losses: a tensor.
      weights: a scalar, or a tensor whose shape starts like that of the losses.
      scope: the name scope of its ops in graphs.

    Returns:
      A scalar, which the graph collects.

    Raises:
      ValueError: a rank is unknown.

    Example:
      >>> tf.contrib.losses.compute_weighted_loss([[1.0, 2.0], [3.0, 5.0]], [0.0, 2.0]).numpy()
      8.0
    """
    return weighted.compute_weighted_loss(
        losses, _fitted(weights, _rank(losses)), scope, loss_collection=None
    )


@public("contrib.losses.absolute_difference")
@_collected
@_described
def absolute_difference(predictions, labels=None, weights=1.0, scope=None):
    """The mean absolute difference.
    {args}
    Example:
      >>> tf.contrib.losses.absolute_difference([1.0, 2.0], [2.0, 4.0]).numpy()
      1.5
    """
    weights = _fitted(weights, _rank(predictions))
    return regression.absolute_difference(labels, predictions, weights, scope, loss_collection=None)


@public("contrib.losses.mean_squared_error")
@_collected
@_described
def mean_squared_error(predictions, labels=None, weights=1.0, scope=None):
    """The mean squared difference.
    {args}
    Example:
      >>> tf.contrib.losses.mean_squared_error([1.0, 2.0], [2.0, 4.0]).numpy()
      2.5
    """
    weights = _fitted(weights, _rank(predictions))
    return regression.mean_squared_error(labels, predictions, weights, scope, loss_collection=None)


@public("contrib.losses.log_loss")
@_collected
@_described
def log_loss(predictions, labels=None, weights=1.0, epsilon=1e-7, scope=None):
    """The cross-entropy of probabilities.
    {args}
    `epsilon` is added to what logarithms are taken of.

    Example:
      >>> round(float(tf.contrib.losses.log_loss([0.5, 0.5], [0.0, 1.0])), 4)
      0.6931
    """
    weights = _fitted(weights, _rank(predictions))
    return classification.log_loss(
        labels, predictions, weights, epsilon, scope, loss_collection=None
    )


@public("contrib.losses.sigmoid_cross_entropy")
@_collected
@_described
def sigmoid_cross_entropy(logits, multi_class_labels, weights=1.0, label_smoothing=0, scope=None):
    """The cross-entropy of independent binary classes.
    {args}
    `label_smoothing` moves labels towards 1/2.

    Example:
      >>> round(float(tf.contrib.losses.sigmoid_cross_entropy([[0.0]], [[1.0]])), 4)
      0.6931
    """
    weights = _fitted(weights, _rank(logits))
    return classification.sigmoid_cross_entropy(
        multi_class_labels, logits, weights, label_smoothing, scope, loss_collection=None
    )


@public("contrib.losses.softmax_cross_entropy")
@_collected
@_described
def softmax_cross_entropy(logits, onehot_labels, weights=1.0, label_smoothing=0, scope=None):
    """The cross-entropy of classes, of their probabilities.
    {args}
    `label_smoothing` moves labels towards one share for each class.

    Example:
      >>> round(float(tf.contrib.losses.softmax_cross_entropy([[0.0, 0.0]], [[1.0, 0.0]])), 4)
      0.6931
    """
    rank = _rank(logits)
    weights = _fitted(weights, rank and rank - 1)
    return classification.softmax_cross_entropy(
        onehot_labels, logits, weights, label_smoothing, scope, loss_collection=None
    )


@public("contrib.losses.sparse_softmax_cross_entropy")
@_collected
def sparse_softmax_cross_entropy(logits, labels, weights=1.0, scope=None):
    """The cross-entropy of classes, of their numbers.

    Args:
      logits: floating tensor of shape `[batch, classes]`.
      labels: int32 or int64 tensor of shape `[batch]` or `[batch, 1]`.
      weights: a scalar, or a tensor of shape `[batch]` or `[batch, 1]`.
      scope: the name scope of its ops in graphs.

    Returns:
      A scalar, which the graph collects.

    Raises:
      ValueError: shapes do not fit.

    Example:
      >>> round(float(tf.contrib.losses.sparse_softmax_cross_entropy([[0.0, 0.0]], [1])), 4)
      0.6931
    """
    labels = _native.convert(labels)
    labels = api.reshape(labels, api.shape(labels)[:1])
    return classification.sparse_softmax_cross_entropy(
        labels, logits, _fitted(weights, 1), scope, loss_collection=None
    )


@public("contrib.losses.cosine_distance")
@_collected
@_described
def cosine_distance(predictions, labels=None, axis=None, weights=1.0, scope=None, dim=None):
    """One minus the products of vectors of length 1.
    {args}
    `axis` (or `dim`, as it was called) is the axis of the vectors.

    Example:
      >>> tf.contrib.losses.cosine_distance([[1.0, 0.0]], [[0.0, 1.0]], axis=1).numpy()
      1.0
    """
    weights = _fitted(weights, _rank(predictions))
    return regression.cosine_distance(
        labels, predictions, axis, weights, scope, dim=dim, loss_collection=None
    )


@public("contrib.losses.hinge_loss")
@named("hinge_loss")
def hinge_loss(logits, labels=None, scope=None):
    """The hinge losses of binary classes, one by one.

    Args:
      logits: floating tensor.
      labels: tensor of the same shape, 0 or 1.
      scope: the name scope of its ops in graphs.

    Returns:
      A tensor of their shape.

    Raises:
      ValueError: shapes do not fit.

    Example:
      >>> tf.contrib.losses.hinge_loss([0.5, -2.0], [1.0, 0.0]).numpy()
      array([0.5, 0. ], dtype=float32)
    """
    logits, labels = weighted.float_pair(logits, labels)
    return api.relu(1.0 - (2.0 * labels - 1.0) * logits)


@public("contrib.losses.mean_pairwise_squared_error")
@_collected
@named("mean_pairwise_squared_error")
@_described
def mean_pairwise_squared_error(predictions, labels=None, weights=1.0, scope=None):
    """The mean squared error between differences of pairs of predictions, and those of labels.
    {args}
    Every pair of an example counts twice, and each element with itself once. `weights` have one
    number for each example, or one for all.

    Example:
      >>> tf.contrib.losses.mean_pairwise_squared_error([[1.0, 3.0]], [[0.0, 0.0]]).numpy()
      2.0
    """
    predictions, labels = weighted.float_pair(predictions, labels)
    differences = predictions - labels
    if differences.shape.ndims is None:
        raise ValueError("diffs.get_shape().ndims cannot be None")
    weights = api.cast(_fitted(weights, 1), float32)
    axes = list(range(1, differences.shape.ndims))
    size = api.cast(api.reduce_prod(api.shape(differences)[1:]), float32)
    count = size * api.cast(api.not_equal(weights, 0.0), float32)
    squares = api.div_no_nan(api.reduce_sum(api.square(differences), axes), count)
    sums = api.square(api.reduce_sum(differences, axes))
    losses = 2.0 * (squares - api.div_no_nan(sums, api.square(count)))
    return api.reduce_sum(losses * weights)
