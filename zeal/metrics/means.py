"""tf.metrics: means over batches, of values, matches and errors."""

from zeal._native import api
from zeal.dtypes import float32
from zeal.eager.control import control_dependencies
from zeal.metrics.streaming import collected, metric_variable, ratio, streaming
from zeal.metrics.weights import aligned, broadcast_weights, squeezed_pair
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.where import where
from zeal.state.scope import variable_scope

_PAIR = "tf.constant([1.0, 2.0]), tf.constant([1.0, 4.0])"


def _weighted(values, weights):
    values, _, weights = aligned(values, None, weights)
    weights = broadcast_weights(api.cast(weights, float32), values)
    return values * weights, weights


def _quotient(total, count, values, number, collections):
    """The pair of a metric that divides what two variables have added up."""
    total_update = total.assign_add(values)
    with control_dependencies([values]):
        count_update = count.assign_add(number)
    value = ratio(total.value(), count.value(), "value")
    return collected(value, ratio(total_update, count_update, "update_op"), *collections)


@streaming("mean", "tf.metrics.mean([1.0, 3.0])", "2.0")
def mean(values, weights=None, metrics_collections=None, updates_collections=None, name=None):
    """The mean of all values so far; 0 as long as there are none."""
    with variable_scope(name, "mean", (values, weights)):
        values = api.cast(values, float32)
        total = metric_variable([], float32, "total")
        count = metric_variable([], float32, "count")
        if weights is None:
            number = api.cast(api.size(values), float32)
        else:
            values, weights = _weighted(values, weights)
            number = api.reduce_sum(weights)
        collections = metrics_collections, updates_collections
        return _quotient(total, count, api.reduce_sum(values), number, collections)


@streaming("mean_tensor", "tf.metrics.mean_tensor([1.0, 3.0])", "[1. 3.]")
def mean_tensor(
    values, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The mean of each element over all batches so far; their shape must be known."""
    with variable_scope(name, "mean", (values, weights)):
        values = api.cast(values, float32)
        if not values.shape.is_fully_defined():
            raise ValueError(
                f"Cannot convert a partially known TensorShape to a Tensor: {values.shape}; "
                "tf.metrics.mean_tensor keeps one mean per element"
            )
        total = metric_variable(values.shape, float32, "total_tensor")
        count = metric_variable(values.shape, float32, "count_tensor")
        number = ones_like(values)
        if weights is not None:
            values, weights = _weighted(values, weights)
            number = number * weights
        collections = metrics_collections, updates_collections
        return _quotient(total, count, values, number, collections)


@streaming("accuracy", "tf.metrics.accuracy([1, 2], [1, 0])", "0.5")
def accuracy(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The share of predictions that equal their labels."""
    predictions, labels, weights = aligned(predictions, labels, weights)
    if labels.dtype != predictions.dtype:
        predictions = api.cast(predictions, labels.dtype)
    correct = api.cast(api.equal(predictions, labels), float32)
    return mean(correct, weights, metrics_collections, updates_collections, name or "accuracy")


@streaming("percentage_below", "tf.metrics.percentage_below([1.0, 3.0], 2.0)", "0.5",
           threshold="a number.")  # fmt: skip
def percentage_below(
    values, threshold, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The share of values that are below a threshold."""
    below = api.cast(api.less(values, threshold), float32)
    name = name or "percentage_below_threshold"
    return mean(below, weights, metrics_collections, updates_collections, name)


@streaming("mean_absolute_error", f"tf.metrics.mean_absolute_error({_PAIR})", "1.0")
def mean_absolute_error(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The mean of absolute differences."""
    predictions, labels, weights = aligned(predictions, labels, weights)
    name = name or "mean_absolute_error"
    errors = abs(predictions - labels)
    return mean(errors, weights, metrics_collections, updates_collections, name)


@streaming("mean_squared_error", f"tf.metrics.mean_squared_error({_PAIR})", "2.0")
def mean_squared_error(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The mean of squared differences."""
    predictions, labels, weights = aligned(predictions, labels, weights)
    name = name or "mean_squared_error"
    errors = api.squared_difference(labels, predictions)
    return mean(errors, weights, metrics_collections, updates_collections, name)


@streaming("root_mean_squared_error", f"tf.metrics.root_mean_squared_error({_PAIR})", "1.4142135")
def root_mean_squared_error(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The square root of the mean of squared differences."""
    name = name or "root_mean_squared_error"
    value, update_op = mean_squared_error(labels, predictions, weights, name=name)
    roots = api.sqrt(value), api.sqrt(update_op)
    return collected(*roots, metrics_collections, updates_collections)


@streaming("mean_relative_error",
           f"tf.metrics.mean_relative_error({_PAIR}, normalizer=tf.constant([1.0, 4.0]))", "0.25",
           normalizer="what errors are divided by, of the shape of predictions; where it is 0, "
           "the error counts as 0.")  # fmt: skip
def mean_relative_error(
    labels, predictions, normalizer, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The mean of absolute differences divided by a normalizer."""
    predictions, labels, weights = aligned(predictions, labels, weights)
    predictions, normalizer = squeezed_pair(predictions, normalizer)
    predictions.shape.assert_is_compatible_with(normalizer.shape)
    errors = abs(labels - predictions) / normalizer
    errors = where(api.equal(normalizer, 0), zeros_like(labels), errors)
    name = name or "mean_relative_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


@streaming("mean_cosine_distance",
           "tf.metrics.mean_cosine_distance(tf.constant([0.6, 0.8]), tf.constant([0.0, 1.0]), 0)",
           "0.19999999", dim="the axis of the vectors, whose length should be 1.")  # fmt: skip
def mean_cosine_distance(
    labels, predictions, dim, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """1 minus the mean of inner products of unit vectors."""
    predictions, labels, weights = aligned(predictions, labels, weights)
    products = api.reduce_sum(predictions * labels, [dim], True)
    value, update_op = mean(products, weights, name=name or "mean_cosine_distance")
    distances = api.subtract(1.0, value), api.subtract(1.0, update_op)
    return collected(*distances, metrics_collections, updates_collections)
