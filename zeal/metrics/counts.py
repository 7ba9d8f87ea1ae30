"""tf.metrics: counts of right and wrong decisions, precision and recall."""

from zeal._native import api
from zeal.dtypes import float32
from zeal.eager.control import control_dependencies
from zeal.effects.check import assert_type
from zeal.effects.check_kind import assert_rank_in
from zeal.losses.weighted import rank_of
from zeal.metrics.streaming import collected, metric_variable, streaming
from zeal.metrics.weights import aligned
from zeal.ops.array.where import where
from zeal.ops.op_counts import count_behind
from zeal.state.scope import variable_scope

_PAIR = "[True, True, False], [True, False, False]"


def as_bools(labels, predictions, weights):
    return aligned(api.cast(predictions, "bool"), api.cast(labels, "bool"), weights)


def _counted(values, weights, metrics_collections, updates_collections):
    """The pair that counts where a condition holds, weighted."""
    assert_type(values, "bool")
    count = metric_variable([], float32, "count")
    values = api.cast(values, float32)
    if weights is not None:
        check = assert_rank_in(weights, (0, rank_of(values)))
        with control_dependencies([] if check is None else [check]):
            values = values * api.cast(weights, float32)
    update_op = count.assign_add(api.reduce_sum(values))
    count_behind("counted hits")
    return collected(count.value(), update_op, metrics_collections, updates_collections)


@streaming("true_positives", f"tf.metrics.true_positives({_PAIR})", "1.0")
def true_positives(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """Counts predictions that are true and should be."""
    with variable_scope(name, "true_positives", (predictions, labels, weights)):
        predictions, labels, weights = as_bools(labels, predictions, weights)
        hit = api.logical_and(labels, predictions)
        count_behind("true positives")
        return _counted(hit, weights, metrics_collections, updates_collections)


@streaming("false_positives", f"tf.metrics.false_positives({_PAIR})", "0.0")
def false_positives(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """Counts predictions that are true and should not be."""
    with variable_scope(name, "false_positives", (predictions, labels, weights)):
        predictions, labels, weights = as_bools(labels, predictions, weights)
        hit = api.logical_and(api.logical_not(labels), predictions)
        return _counted(hit, weights, metrics_collections, updates_collections)


@streaming("true_negatives", f"tf.metrics.true_negatives({_PAIR})", "1.0")
def true_negatives(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """Counts predictions that are false and should be."""
    with variable_scope(name, "true_negatives", (predictions, labels, weights)):
        predictions, labels, weights = as_bools(labels, predictions, weights)
        hit = api.logical_not(api.logical_or(labels, predictions))
        return _counted(hit, weights, metrics_collections, updates_collections)


@streaming("false_negatives", f"tf.metrics.false_negatives({_PAIR})", "1.0")
def false_negatives(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """Counts predictions that are false and should not be."""
    with variable_scope(name, "false_negatives", (predictions, labels, weights)):
        predictions, labels, weights = as_bools(labels, predictions, weights)
        hit = api.logical_and(labels, api.logical_not(predictions))
        return _counted(hit, weights, metrics_collections, updates_collections)


def _share(hits, others, name):
    """The share of hits, 0 where there are neither."""
    return where(api.greater(hits + others, 0), hits / (hits + others), 0.0, name)


def share_of_hits(hits, others, collections):
    value = _share(hits[0], others[0], "value")
    return collected(value, _share(hits[1], others[1], "update_op"), *collections)


@streaming("precision", f"tf.metrics.precision({_PAIR})", "1.0")
def precision(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The share of predictions that are true which should be; 0 if none is true."""
    with variable_scope(name, "precision", (predictions, labels, weights)):
        predictions, labels, weights = as_bools(labels, predictions, weights)
        hits = true_positives(labels, predictions, weights)
        others = false_positives(labels, predictions, weights)
        return share_of_hits(hits, others, (metrics_collections, updates_collections))


@streaming("recall", f"tf.metrics.recall({_PAIR})", "0.5")
def recall(
    labels, predictions, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The share of labels that are true which were predicted; 0 if none is true."""
    with variable_scope(name, "recall", (predictions, labels, weights)):
        predictions, labels, weights = as_bools(labels, predictions, weights)
        hits = true_positives(labels, predictions, weights)
        others = false_negatives(labels, predictions, weights)
        return share_of_hits(hits, others, (metrics_collections, updates_collections))
