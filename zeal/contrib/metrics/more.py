"""tf.contrib.metrics: what tf.metrics has not, or has by another name."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, string
from zeal.eager.control import control_dependencies
from zeal.metrics import means, top_k
from zeal.metrics.confusion import confusion_matrix as matrix
from zeal.metrics.counts import (
    as_bools,
    false_negatives,
    false_positives,
    share_of_hits,
    true_negatives,
    true_positives,
)
from zeal.metrics.streaming import collected, metric_variable, streaming
from zeal.metrics.thresholds import NEAR, by_name, counts_at, even_thresholds
from zeal.metrics.weights import aligned, broadcast_weights
from zeal.ops.array.fill import ones_like
from zeal.ops.math.arithmetic import div
from zeal.ops.nn.in_top_k import in_top_k
from zeal.public import public
from zeal.state.scope import name_scope, variable_scope

_SPACE = "contrib.metrics"


@streaming("streaming_mean", "tf.contrib.metrics.streaming_mean([1.0, 3.0])", "2.0", _SPACE)
def streaming_mean(
    values, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """`tf.metrics.mean`: the mean of all values so far."""
    return means.mean(values, weights, metrics_collections, updates_collections, name)


@streaming("streaming_mean_tensor", "tf.contrib.metrics.streaming_mean_tensor([1.0, 3.0])",
           "[1. 3.]", _SPACE)  # fmt: skip
def streaming_mean_tensor(
    values, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """`tf.metrics.mean_tensor`: the mean of each element over all batches so far."""
    return means.mean_tensor(values, weights, metrics_collections, updates_collections, name)


@streaming("streaming_percentage_less",
           "tf.contrib.metrics.streaming_percentage_less([1.0, 3.0], 2.0)", "0.5", _SPACE,
           threshold="a number.")  # fmt: skip
def streaming_percentage_less(
    values, threshold, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """`tf.metrics.percentage_below`: the share of values that are below a threshold."""
    return means.percentage_below(
        values, threshold, weights, metrics_collections, updates_collections, name
    )


@streaming("streaming_recall_at_k",
           "tf.contrib.metrics.streaming_recall_at_k([[0.1, 0.9], [0.6, 0.4]], [1, 1], 1)", "0.5",
           _SPACE)  # fmt: skip
def streaming_recall_at_k(
    predictions, labels, k, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The share of examples whose class is among the k with the largest predictions."""
    hits = api.cast(in_top_k(predictions, labels, k), float32)
    name = name or f"recall_at_{k}"
    return means.mean(hits, weights, metrics_collections, updates_collections, name)


@streaming("streaming_sparse_precision_at_top_k",
           "tf.contrib.metrics.streaming_sparse_precision_at_top_k([[2], [2]], [[0], [2]])", "0.5",
           _SPACE, top_k_predictions="the classes that are predicted.")  # fmt: skip
def streaming_sparse_precision_at_top_k(
    top_k_predictions, labels, class_id=None, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """`tf.metrics.precision_at_top_k`: the share of predicted classes among the labels."""
    return top_k.precision_at_top_k(
        labels, top_k_predictions, None, class_id, weights, metrics_collections,
        updates_collections, name,
    )  # fmt: skip


@streaming("streaming_sparse_average_precision_at_top_k",
           "tf.contrib.metrics.streaming_sparse_average_precision_at_top_k([[2, 0], [2, 1]], "
           "[[0], [2]])", "0.75", _SPACE,
           top_k_predictions="the classes that are predicted, the likeliest first.")  # fmt: skip
def streaming_sparse_average_precision_at_top_k(
    top_k_predictions, labels, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The mean of precisions at the place of each label among the predicted classes."""
    return top_k.average_precision_at_top_k(
        labels, top_k_predictions, weights, metrics_collections, updates_collections, name
    )


@streaming("sparse_recall_at_top_k",
           "tf.contrib.metrics.sparse_recall_at_top_k([[0], [2]], [[2], [2]])", "0.5",
           _SPACE, top_k_predictions="the classes that are predicted.")  # fmt: skip
def sparse_recall_at_top_k(
    labels, top_k_predictions, class_id=None, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """`tf.metrics.recall_at_top_k`: the share of labels that are predicted."""
    return top_k.recall_at_top_k(
        labels, top_k_predictions, None, class_id, weights, metrics_collections,
        updates_collections, name,
    )  # fmt: skip


@streaming(
    "streaming_false_positive_rate",
    "tf.contrib.metrics.streaming_false_positive_rate([1, 0], [0, 0])",
    "0.5",
    _SPACE,
)
def streaming_false_positive_rate(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The share of false labels that are predicted as true."""
    with variable_scope(name, "false_positive_rate", (predictions, labels, weights)):
        predictions, labels, weights = as_bools(labels, predictions, weights)
        wrong = false_positives(labels, predictions, weights)
        right = true_negatives(labels, predictions, weights)
        return share_of_hits(wrong, right, (metrics_collections, updates_collections))


@streaming(
    "streaming_false_negative_rate",
    "tf.contrib.metrics.streaming_false_negative_rate([1, 0], [1, 1])",
    "0.5",
    _SPACE,
)
def streaming_false_negative_rate(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The share of true labels that are predicted as false."""
    with variable_scope(name, "false_negative_rate", (predictions, labels, weights)):
        predictions, labels, weights = as_bools(labels, predictions, weights)
        wrong = false_negatives(labels, predictions, weights)
        right = true_positives(labels, predictions, weights)
        return share_of_hits(wrong, right, (metrics_collections, updates_collections))


@streaming("count", "tf.contrib.metrics.count([1.0, 3.0])", "2.0", _SPACE)
def count(values, weights=None, metrics_collections=None, updates_collections=None, name=None):
    """The number of values so far, or the sum of their weights."""
    with variable_scope(name, "count", (values, weights)):
        values = _native.convert(values)
        number = metric_variable([], float32, "count")
        if weights is None:
            added = api.cast(api.size(values), float32)
        else:
            values, _, weights = aligned(api.cast(values, float32), None, weights)
            added = api.reduce_sum(broadcast_weights(api.cast(weights, float32), values))
        with control_dependencies([values]):
            update_op = number.assign_add(added)
        return collected(number.value(), update_op, metrics_collections, updates_collections)


@streaming("f1_score", "tf.contrib.metrics.f1_score([0, 1, 1, 1], [0.1, 0.05, 0.6, 0.9])",
           "0.8571428", _SPACE)  # fmt: skip
def f1_score(
    labels, predictions, weights=None, num_thresholds=200, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The largest harmonic mean of precision and recall over all thresholds."""
    with variable_scope(name, "f1", (labels, predictions, weights)):
        predictions = api.cast(predictions, float32)
        predictions, labels, weights = aligned(predictions, labels, weights)
        thresholds = even_thresholds(num_thresholds)
        counts = counts_at(labels, predictions, thresholds, weights, ("tp", "fp", "fn"))

        def best(of, name):
            precision = div(of["tp"], NEAR + of["tp"] + of["fp"], name=f"precision_{name}")
            recall = div(of["tp"], NEAR + of["tp"] + of["fn"], name=f"recall_{name}")
            return api.reduce_max(2.0 * precision * recall / (precision + recall + NEAR))

        return by_name(best, counts, metrics_collections, updates_collections)


@public("contrib.metrics.accuracy")
def accuracy(predictions, labels, weights=None, name=None):
    """The share of predictions of one batch that equal their labels.

    Args:
      predictions: a tensor of the dtype of labels.
      labels: a tensor of integers, bools or strings.
      weights: of a shape that broadcasts to theirs, or None.
      name: the scope of its ops in graphs.

    Returns:
      A float32 scalar.

    Raises:
      ValueError: dtypes differ, or labels are floats.

    Example:
      >>> float(tf.contrib.metrics.accuracy([1, 2], [1, 3]))
      0.5
    """
    predictions, labels = _native.convert(predictions), _native.convert(labels)
    if not (labels.dtype.is_integer or labels.dtype in ("bool", string)):
        raise ValueError(f"Labels should have bool, integer, or string dtype, not {labels.dtype!r}")
    if labels.dtype != predictions.dtype:
        raise ValueError(
            f"Dtypes of predictions and labels should match. Given: predictions "
            f"({predictions.dtype!r}) and labels ({labels.dtype!r})"
        )
    with name_scope(name, "accuracy", [predictions, labels]):
        correct = api.cast(api.equal(predictions, labels), float32)
        if weights is None:
            return api.reduce_mean(correct)
        weights = _native.convert(weights, float32)
        correct = correct * weights
        return api.reduce_sum(correct) / api.reduce_sum(weights * ones_like(correct))


@public("contrib.metrics.confusion_matrix")
def confusion_matrix(labels, predictions, num_classes=None, dtype="int32", name=None, weights=None):
    """The same as `tf.math.confusion_matrix`.

    Args:
      labels, predictions: vectors of classes.
      num_classes: how many there are; by default the largest that occurs, and one.
      dtype: of the counts.
      name: name of the op.
      weights: a vector of what each pair counts; 1 by default.

    Returns:
      A matrix.

    Example:
      >>> tf.contrib.metrics.confusion_matrix([0, 1], [1, 1]).numpy().tolist()
      [[0, 1], [0, 1]]
    """
    return matrix(labels, predictions, num_classes, dtype, name, weights)


@public("contrib.metrics.aggregate_metrics")
def aggregate_metrics(*value_update_tuples):
    """The values of several metrics, and their updates.

    Args:
      *value_update_tuples: pairs (value, update_op).

    Returns:
      A pair of lists.

    Raises:
      ValueError: there is none.

    Example:
      >>> tf.contrib.metrics.aggregate_metrics((1, 2), (3, 4))
      ([1, 3], [2, 4])
    """
    if not value_update_tuples:
        raise ValueError("Expected at least one value_tensor/update_op pair")
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


@public("contrib.metrics.aggregate_metric_map")
def aggregate_metric_map(names_to_tuples):
    """The values of several metrics by name, and their updates.

    Args:
      names_to_tuples: a dict from names to pairs (value, update_op).

    Returns:
      A pair of dicts.

    Example:
      >>> tf.contrib.metrics.aggregate_metric_map({"a": (1, 2), "b": (3, 4)})
      ({'a': 1, 'b': 3}, {'a': 2, 'b': 4})
    """
    values = {name: pair[0] for name, pair in names_to_tuples.items()}
    return values, {name: pair[1] for name, pair in names_to_tuples.items()}
