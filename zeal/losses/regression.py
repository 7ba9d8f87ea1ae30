"""Losses of regressions."""

from zeal._native import Tensor, api
from zeal.losses.broadcast import checked_values
from zeal.losses.weighted import BY_NONZERO, add_loss, float_pair, require, weighted_loss
from zeal.ops.array.fill import ones_like
from zeal.ops.array.range import range as range_
from zeal.ops.deprecation import renamed
from zeal.ops.named import named
from zeal.public import public


@public("losses.mean_squared_error")
@named("mean_squared_error", None)
def mean_squared_error(
    labels, predictions, weights=1.0, scope=None, loss_collection="losses", reduction=BY_NONZERO
) -> Tensor:
    """Squared differences.

    Args:
      labels: tensor of the shape of predictions.
      predictions: tensor, taken as float32.
      weights: a scalar, or a tensor that broadcasts to the shape of predictions.
      scope: the name scope of its ops in graphs.
      loss_collection: the graph's collection that the loss joins; None for none.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per element).

    Raises:
      ValueError: labels or predictions is None, or shapes differ.

    Example:
      >>> float(tf.losses.mean_squared_error([1.0, 2.0], [3.0, 5.0]))
      6.5
    """
    require(labels=labels, predictions=predictions)
    predictions, labels = float_pair(predictions, labels)
    losses = api.squared_difference(predictions, labels)
    return weighted_loss(losses, weights, loss_collection, reduction)


@public("losses.mean_pairwise_squared_error")
@named("mean_pairwise_squared_error", "value_2")
def mean_pairwise_squared_error(
    labels, predictions, weights=1.0, scope=None, loss_collection="losses"
) -> Tensor:
    """Squared differences between the differences of all pairs within each example.

    For an example's errors `e_1 ... e_n` the mean of `(e_i - e_j) ** 2` over pairs; summed over
    the examples.

    Args:
      labels: tensor of the shape of predictions, examples along the first axis.
      the others: as for `mean_squared_error`.

    Returns:
      A scalar tensor; 0 where all weights are 0.

    Raises:
      ValueError: labels or predictions is None, or shapes differ or do not fit.

    Example:
      >>> float(tf.losses.mean_pairwise_squared_error([[1.0, 2.0]], [[3.0, 5.0]]))
      1.0
    """
    require(labels=labels, predictions=predictions)
    predictions, labels = float_pair(predictions, labels)
    weights = api.cast(weights, predictions.dtype)
    labels = checked_values(labels, weights)
    loss = _pairwise(predictions, labels, weights)
    add_loss(loss, loss_collection)
    return loss


def _pairwise(predictions, labels, weights):
    error = predictions - labels
    rank = error.shape.ndims
    axes = range_(1, api.rank(error)) if rank is None else [*range(1, rank)]
    present = ones_like(error) * api.cast(api.not_equal(weights, 0), error.dtype)
    n = api.reduce_sum(present, axes, keepdims=True)
    squares = api.reduce_sum(api.square(error), axes, keepdims=True)
    square = api.square(api.reduce_sum(error, axes, keepdims=True))
    pairs = api.div_no_nan(squares, api.maximum(n - 1, 0)) - api.div_no_nan(
        square, api.maximum(n * (n - 1), 0)
    )
    return api.reduce_sum(2 * pairs * weights)


@public("losses.absolute_difference")
@named("absolute_difference", None)
def absolute_difference(
    labels, predictions, weights=1.0, scope=None, loss_collection="losses", reduction=BY_NONZERO
) -> Tensor:
    """Absolute differences.

    Args:
      all: as for `mean_squared_error`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per element).

    Example:
      >>> float(tf.losses.absolute_difference([1.0, 2.0], [3.0, 5.0]))
      2.5
    """
    require(labels=labels, predictions=predictions)
    predictions, labels = float_pair(predictions, labels)
    losses = abs(predictions - labels)
    return weighted_loss(losses, weights, loss_collection, reduction)


@public("losses.huber_loss")
@named("huber_loss", None)
def huber_loss(
    labels, predictions, weights=1.0, delta=1.0, scope=None, loss_collection="losses",
    reduction=BY_NONZERO,
) -> Tensor:
    """Half the squared difference up to delta, linear beyond (Huber 1964).

    Args:
      delta: the difference at which the loss turns linear.
      the others: as for `mean_squared_error`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per element).

    Example:
      >>> float(tf.losses.huber_loss([1.0, 2.0], [2.0, 5.0]))
      1.5
    """
    require(labels=labels, predictions=predictions)
    predictions, labels = float_pair(predictions, labels)
    error = abs(predictions - labels)
    quadratic = api.minimum(error, delta)
    # The part beyond delta is linear: 0.5 q^2 + delta (error - q).
    losses = 0.5 * quadratic * quadratic + delta * (error - quadratic)
    return weighted_loss(losses, weights, loss_collection, reduction)


@public("losses.cosine_distance")
@named("cosine_distance_loss", None)
def cosine_distance(
    labels, predictions, axis=None, weights=1.0, scope=None, loss_collection="losses",
    reduction=BY_NONZERO, dim=None,
) -> Tensor:
    """One minus the inner product along an axis; both must be unit vectors along it.

    Args:
      predictions: floating tensor.
      axis: axis of the vectors.
      weights: a scalar, or a tensor that broadcasts to the shape with length 1 along axis.
      dim: deprecated alias of axis.
      the others: as for `mean_squared_error`.

    Returns:
      A scalar tensor (with Reduction.NONE, one loss per vector).

    Raises:
      ValueError: axis, labels or predictions is None, both axis and dim are given, or shapes
        differ.

    Example:
      >>> float(tf.losses.cosine_distance([[1.0, 0.0]], [[0.0, 1.0]], axis=1))
      1.0
    """
    axis = renamed("cosine_distance", "axis", axis, "dim", dim)
    if axis is None:
        raise ValueError("You must specify 'axis'.")
    require(labels=labels, predictions=predictions)
    predictions, labels = float_pair(predictions, labels)
    losses = 1 - api.reduce_sum(predictions * labels, axis, keepdims=True)
    return weighted_loss(losses, weights, loss_collection, reduction)
