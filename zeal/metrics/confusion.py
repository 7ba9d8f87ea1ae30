"""Counts of pairs of label and prediction, and the metrics of them per class."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype, float32, float64, int32, int64
from zeal.eager.control import after
from zeal.effects.check import assert_less, assert_non_negative
from zeal.metrics.streaming import collected, metric_variable, ratio, streaming
from zeal.metrics.weights import squeezed_pair
from zeal.ops.array.fill import ones, ones_like
from zeal.ops.array.join import stack
from zeal.ops.array.where import where
from zeal.ops.named import named
from zeal.public import public
from zeal.state.scope import variable_scope

_PAIR = "tf.constant([0, 1, 1]), tf.constant([0, 1, 0]), 2"


@public("confusion_matrix", "math.confusion_matrix")
@named("confusion_matrix", "SparseTensorDenseAdd")
def confusion_matrix(
    labels, predictions, num_classes=None, dtype=int32, name=None, weights=None
) -> Tensor:
    """Counts how often each class is predicted for each label.

    Args:
      labels: a vector of classes, from 0.
      predictions: a vector of classes, as long as labels.
      num_classes: how many there are; by default the largest that occurs, and one.
      dtype: of the counts.
      name: name of the op.
      weights: a vector of what each pair counts; 1 by default.

    Returns:
      A matrix (num_classes, num_classes): row label, column prediction.

    Raises:
      ValueError: shapes do not fit.
      InvalidArgumentError: a class is negative or too large.

    Example:
      >>> tf.math.confusion_matrix([1, 2, 2], [1, 2, 0]).numpy().tolist()
      [[0, 0, 0], [0, 1, 0], [1, 0, 1]]
    """
    labels, predictions = squeezed_pair(labels, predictions)
    labels, predictions = api.cast(labels, int64), api.cast(predictions, int64)
    if num_classes is not None:
        num_classes = api.cast(num_classes, int64)
    labels = _in_range(labels, num_classes, "labels")
    predictions = _in_range(predictions, num_classes, "predictions")
    if num_classes is None:
        most = api.maximum(api.reduce_max(predictions), api.reduce_max(labels))
        num_classes = most + 1
    if weights is None:
        counted = ones_like(predictions, as_dtype(dtype))
    else:
        weights = _native.convert(weights)
        predictions.shape.assert_is_compatible_with(weights.shape)
        counted = api.cast(weights, dtype)
    pairs = stack([labels, predictions], 1)
    return api.scatter_nd(pairs, counted, stack([num_classes, num_classes]))


def _in_range(classes, limit, what):
    """Classes that are checked where they are known, else by the run."""
    checks = [assert_non_negative(classes, message=f"`{what}` contains negative values")]
    if limit is not None:
        checks.append(assert_less(classes, limit, message=f"`{what}` out of bound"))
    return after(checks, classes)


def flat(x):
    """x as a vector; what has no axes stays, for whoever compares shapes to say so."""
    return api.reshape(x, [-1]) if x is not None and x.shape.ndims not in (0, 1) else x


def _class_tensors(labels, predictions, weights):
    weights = None if weights is None else _native.convert(weights)
    return _native.convert(labels), _native.convert(predictions), weights


@streaming("mean_iou", f"tf.metrics.mean_iou({_PAIR})", "[[1. 0.]\n       [1. 1.]]")
def mean_iou(
    labels, predictions, num_classes, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The mean over classes of hits divided by hits, misses and false alarms.

    update_op is the matrix of counts; the value is the mean.
    """
    labels, predictions, weights = _class_tensors(labels, predictions, weights)
    with variable_scope(name, "mean_iou", (predictions, labels, weights)):
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = metric_variable([num_classes, num_classes], float64, "total_confusion_matrix")
        update_op = total.assign_add(confusion_matrix(
            flat(labels), flat(predictions), num_classes, float64, weights=flat(weights)
        ))  # fmt: skip
        value = _iou(total.value())
        return collected(value, update_op, metrics_collections, updates_collections)


def _iou(counts):
    either = [api.cast(api.reduce_sum(counts, axis), float32) for axis in (0, 1)]
    hits = api.cast(api.diag_part(counts), float32)
    union = either[0] + either[1] - hits
    valid = api.reduce_sum(api.cast(api.not_equal(union, 0), float32))
    shares = hits / where(api.greater(union, 0), union, ones_like(union))
    return where(api.greater(valid, 0), api.reduce_sum(shares, name="mean_iou") / valid, 0.0)


@streaming("mean_per_class_accuracy", f"tf.metrics.mean_per_class_accuracy({_PAIR})",
           "[1.  0.5]")  # fmt: skip
def mean_per_class_accuracy(
    labels, predictions, num_classes, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The mean over classes of the share of their examples that were predicted right.

    update_op is the share of each class; the value is the mean.
    """
    labels, predictions, weights = _class_tensors(labels, predictions, weights)
    with variable_scope(name, "mean_accuracy", (predictions, labels, weights)):
        labels, predictions = flat(api.cast(labels, int64)), flat(predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = metric_variable([num_classes], float32, "total")
        count = metric_variable([num_classes], float32, "count")
        correct = api.equal(api.cast(predictions, int64), labels)
        correct, counted = api.cast(correct, float32), ones([api.size(labels)], float32)
        if weights is not None:
            weights = flat(api.cast(weights, float32))
            correct, counted = correct * weights, counted * weights
        totals = total.scatter_add(_slices(counted, labels))
        counts = count.scatter_add(_slices(correct, labels))
        shares = ratio(count.value(), total.value(), None)
        value = api.reduce_mean(shares, name="mean_accuracy")
        update_op = ratio(counts, totals, "update_op")
        return collected(value, update_op, metrics_collections, updates_collections)


def _slices(values, indices):
    from zeal.ops.indexed_slices import IndexedSlices

    return IndexedSlices(values, indices)
