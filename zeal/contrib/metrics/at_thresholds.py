"""tf.contrib.metrics: rates and points of curves at many thresholds, and choices among them."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.dtypes import float64, int32
from zeal.eager.control import behind, group
from zeal.effects.check import assert_greater_equal, assert_less_equal
from zeal.graph.conditions import cond
from zeal.metrics.streaming import collected, metric_variable, streaming
from zeal.metrics.thresholds import NAMES, NEAR, by_name, counts_at, even_thresholds
from zeal.metrics.weights import aligned
from zeal.ops.array.fill import ones_like
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as count_up
from zeal.ops.math.arithmetic import div
from zeal.state.scope import name_scope, variable_scope

_SPACE = "contrib.metrics"
_TINY = 1e-6  # keeps quotients of a curve from 0 / 0
_PAIR = "[0, 1, 1, 1], [0.1, 0.05, 0.6, 0.9]"


def _rate(wrong, right, name, batch, collections):
    """The share of the wrong among both at each threshold, as a pair."""
    predictions, labels, thresholds, weights = batch
    counts = counts_at(labels, predictions, thresholds, weights, (wrong, right))

    def share(of, end):
        return div(of[wrong], NEAR + of[wrong] + of[right], name=f"{name}_{end}")

    return by_name(share, counts, *collections)


@streaming("streaming_false_positive_rate_at_thresholds",
           "tf.contrib.metrics.streaming_false_positive_rate_at_thresholds([0.1, 0.6], [0, 0], "
           "[0.5])", "[0.5]", _SPACE)  # fmt: skip
def streaming_false_positive_rate_at_thresholds(
    predictions, labels, thresholds, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of false labels whose prediction is above each threshold."""
    values = predictions, labels, weights
    with variable_scope(name, "false_positive_rate_at_thresholds", values):
        batch = predictions, labels, thresholds, weights
        return _rate("fp", "tn", "fpr", batch, (metrics_collections, updates_collections))


@streaming("streaming_false_negative_rate_at_thresholds",
           "tf.contrib.metrics.streaming_false_negative_rate_at_thresholds([0.1, 0.6], [1, 1], "
           "[0.5])", "[0.5]", _SPACE)  # fmt: skip
def streaming_false_negative_rate_at_thresholds(
    predictions, labels, thresholds, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of true labels whose prediction is not above each threshold."""
    values = predictions, labels, weights
    with variable_scope(name, "false_negative_rate_at_thresholds", values):
        batch = predictions, labels, thresholds, weights
        return _rate("fn", "tp", "fnr", batch, (metrics_collections, updates_collections))


def _counted(kind, gives):
    """The metric that counts one kind of decision at each threshold, in no scope of its own."""
    words = NAMES[kind]
    name = f"streaming_{words}_at_thresholds"

    def counted(predictions, labels, thresholds, weights=None):
        values, update_ops = counts_at(labels, predictions, thresholds, weights, (kind,))
        return values[kind], update_ops[kind]

    counted.__name__ = counted.__qualname__ = name
    counted.__module__ = __name__
    counted.__doc__ = f"The number of {words.replace('_', ' ')} at each threshold."
    example = f"tf.contrib.metrics.{name}([0.1, 0.4, 0.6, 0.9], [0, 1, 1, 1], [0.5])"
    return streaming(name, example, gives, _SPACE)(counted)


streaming_true_positives_at_thresholds = _counted("tp", "[2.]")
streaming_false_positives_at_thresholds = _counted("fp", "[0.]")
streaming_true_negatives_at_thresholds = _counted("tn", "[1.]")
streaming_false_negatives_at_thresholds = _counted("fn", "[1.]")


@streaming("streaming_curve_points", "tf.contrib.metrics.streaming_curve_points([0, 1], "
           "[0.1, 0.9])", "None", _SPACE, curve='"ROC" or "PR".')  # fmt: skip
def streaming_curve_points(
    labels=None, predictions=None, weights=None, num_thresholds=200, metrics_collections=None,
    updates_collections=None, curve="ROC", name=None,
):  # fmt: skip
    """Points (thresholds, 2) of the curve of recall over false positives, or precision over recall.

    Here update_op is an operation without a value.
    """
    with variable_scope(name, "curve_points", (labels, predictions, weights)):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
        thresholds = even_thresholds(num_thresholds)
        of, update_ops = counts_at(labels, predictions, thresholds, weights)
        recall = (of["tp"] + _TINY) / (of["tp"] + of["fn"] + _TINY)
        if curve == "ROC":
            pair = of["fp"] / (of["fp"] + of["tn"] + _TINY), recall
        else:
            pair = recall, (of["tp"] + _TINY) / (of["tp"] + of["fp"] + _TINY)
        points, update_op = stack(pair, axis=1), group(*update_ops.values())
        return collected(points, update_op, metrics_collections, updates_collections)


@streaming("recall_at_precision", f"tf.contrib.metrics.recall_at_precision({_PAIR}, 1.0)",
           "0.6666667", _SPACE, precision="the precision wanted, in [0, 1].",
           strict_mode="whether the recall is 0 if no threshold reaches the precision; else the "
           "threshold of the nearest precision counts.")  # fmt: skip
def recall_at_precision(
    labels, predictions, precision, weights=None, num_thresholds=200, metrics_collections=None,
    updates_collections=None, name=None, strict_mode=False,
):  # fmt: skip
    """The share of true labels found, at the threshold whose precision is nearest to one."""
    if not 0 <= precision <= 1:
        raise ValueError("`precision` must be in the range [0, 1].")
    with variable_scope(name, "recall_at_precision", (predictions, labels, weights)):
        counts = counts_at(labels, predictions, even_thresholds(num_thresholds), weights)

        def recall(of, end):
            surplus = of["tp"] / (of["tp"] + of["fp"] + NEAR) - precision
            if not strict_mode:
                return _recall_at(of, api.argmin(abs(surplus), 0), end)
            at = api.argmax(1.0 / (surplus + NEAR), 0)  # the smallest that is not below 0
            reached = surplus[api.cast(at, int32)] >= 0
            return cond(reached, lambda: _recall_at(of, at, end), lambda: 0.0)

        return by_name(recall, counts, metrics_collections, updates_collections)


def _recall_at(of, at, name):
    at = api.cast(at, int32)
    return div(of["tp"][at], of["tp"][at] + of["fn"][at] + NEAR, name=name)


@streaming("precision_at_recall", f"tf.contrib.metrics.precision_at_recall({_PAIR}, 0.6)", "1.0",
           _SPACE, target_recall="the recall wanted, in [0, 1].")  # fmt: skip
def precision_at_recall(
    labels, predictions, target_recall, weights=None, num_thresholds=200,
    metrics_collections=None, updates_collections=None, name=None,
):  # fmt: skip
    """The share of predictions that are right, at the largest threshold that has the recall."""
    if not 0 <= target_recall <= 1:
        raise ValueError("`target_recall` must be in the range [0, 1].")
    with variable_scope(name, "precision_at_recall", (predictions, labels, weights)):
        counts = counts_at(labels, predictions, even_thresholds(num_thresholds), weights)

        def precision(of, end):
            recalls = of["tp"] / (of["tp"] + of["fn"] + NEAR)  # falling
            at = api.reduce_sum(api.cast(recalls >= target_recall, int32)) - 1
            right, wrong = of["tp"][at], of["fp"][at]
            return div(right + NEAR, right + wrong + NEAR, name=end)

        return by_name(precision, counts, metrics_collections, updates_collections)


PrecisionRecallData = namedtuple("PrecisionRecallData", "tp fp tn fn precision recall thresholds")


@streaming("precision_recall_at_equal_thresholds",
           "tf.contrib.metrics.precision_recall_at_equal_thresholds(tf.constant([False, True]), "
           "tf.constant([0.1, 0.9]), num_thresholds=3)", "None", _SPACE,
           use_locking="accepted for compatibility.")  # fmt: skip
def precision_recall_at_equal_thresholds(
    labels, predictions, weights=None, num_thresholds=None, use_locking=None, name=None
):
    """Counts, precision and recall at thresholds evenly from 0 to 1, by buckets of predictions.

    The value is a named tuple (tp, fp, tn, fn, precision, recall, thresholds) of vectors of the
    predictions' dtype; update_op is an operation without a value. Work and memory are those of
    predictions plus thresholds, where those of other metrics are their product.
    """
    predictions, labels = _native.convert(predictions), _native.convert(labels)
    if labels.dtype != "bool":
        raise ValueError(f"labels must be of dtype bool, got {labels.dtype!r}")
    weights = ones_like(predictions) if weights is None else _native.convert(weights)
    number = 201 if num_thresholds is None else num_thresholds
    if number < 2:
        raise ValueError(f"num_thresholds must be at least 2, got {number}")
    values = (labels, predictions, weights)
    with variable_scope(name, "precision_recall_at_equal_thresholds", values):
        words = "predictions must be in [0, 1]"
        checks = [
            assert_greater_equal(predictions, api.cast(0.0, predictions.dtype), message=words),
            assert_less_equal(predictions, api.cast(1.0, predictions.dtype), message=words),
        ]
        with behind(checks):
            predictions, labels, weights = aligned(api.identity(predictions), labels, weights)
            buckets, updates = _bucketed(predictions, labels, weights, number)
        return _by_buckets(buckets, number, predictions.dtype), group(*updates)


def _bucketed(predictions, labels, weights, number):
    """Variables of the weights of true and of false labels in each bucket, and their updates."""
    place = api.cast(api.floor(predictions * (number - 1)), int32)
    place, labels = api.reshape(place, [-1]), api.cast(labels, float64)
    weights = api.cast(weights, float64)
    with name_scope("variables"):
        buckets = [metric_variable([number], float64, f"{k}_buckets") for k in ("tp", "fp")]
    with name_scope("update_op"):
        parts = [api.reshape(of * weights, [-1]) for of in (labels, 1.0 - labels)]
        sums = [api.unsorted_segment_sum(part, place, number) for part in parts]
        return buckets, [v.assign_add(x) for v, x in zip(buckets, sums, strict=True)]


def _by_buckets(buckets, number, dtype):
    tp, fp = (api.cumsum(v.value(), reverse=True) for v in buckets)
    fn, tn = tp[0] - tp, fp[0] - fp
    precision = tp / api.maximum(tp + fp, NEAR)
    recall = tp / api.maximum(tp + fn, NEAR)
    thresholds = api.cast(count_up(number), float64) / float(number - 1)
    found = (tp, fp, tn, fn, precision, recall, thresholds)
    return PrecisionRecallData(*(api.cast(x, dtype) for x in found))
