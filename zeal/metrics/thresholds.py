"""tf.metrics: right and wrong decisions at many thresholds, and what follows from their curves."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32
from zeal.eager.control import behind
from zeal.effects.check import assert_greater_equal, assert_less_equal
from zeal.metrics.streaming import collected, metric_variable, streaming
from zeal.metrics.weights import aligned, broadcast_weights
from zeal.ops.math.arithmetic import div
from zeal.state.scope import variable_scope

NEAR = 1e-7  # how far the outermost thresholds lie beyond 0 and 1
_PAIR = "[0, 1, 1, 1], [0.1, 0.4, 0.6, 0.9]"
NAMES = {
    "tp": "true_positives", "fn": "false_negatives", "tn": "true_negatives",
    "fp": "false_positives",
}  # fmt: skip


def _checked(predictions):
    """Predictions that the run finds to lie in [0, 1]."""
    predictions = _native.convert(predictions)
    words = "predictions must be in [0, 1]"
    checks = [
        assert_greater_equal(predictions, 0.0, message=words),
        assert_less_equal(predictions, 1.0, message=words),
    ]
    with behind(checks):
        return api.identity(api.cast(predictions, float32), name="predictions")


def decisions(labels, predictions, thresholds):
    """Masks (thresholds, examples) by name: which predictions are right and wrong how."""
    positive = api.greater(api.reshape(predictions, [1, -1]), api.reshape(thresholds, [-1, 1]))
    wanted = api.reshape(labels, [1, -1])
    return {
        "tp": lambda: api.logical_and(wanted, positive),
        "fn": lambda: api.logical_and(wanted, api.logical_not(positive)),
        "tn": lambda: api.logical_not(api.logical_or(wanted, positive)),
        "fp": lambda: api.logical_and(api.logical_not(wanted), positive),
    }


def counts_at(labels, predictions, thresholds, weights, kinds=("tp", "fn", "tn", "fp")):
    """Values and update ops of counts at each threshold, two dicts by kind.

    Args:
      labels, predictions, weights: as in `tf.metrics.auc`.
      thresholds: a list of numbers.
      kinds: which of "tp", "fn", "tn", "fp" to count.
    """
    for kind in kinds:
        if kind not in NAMES:
            raise ValueError(f"Invalid key: {kind}.")
    predictions, labels, weights = aligned(
        _checked(predictions), api.cast(labels, "bool"), weights
    )
    if weights is not None:
        weights = broadcast_weights(api.cast(weights, float32), predictions)
        weights = api.reshape(weights, [1, -1])
    masks = decisions(labels, predictions, _native.convert(thresholds, float32))
    values, update_ops = {}, {}
    for kind in kinds:
        variable = metric_variable([len(thresholds)], float32, NAMES[kind])
        hits = api.cast(masks[kind](), float32)
        hits = hits if weights is None else hits * weights
        values[kind] = variable.value()
        update_ops[kind] = variable.assign_add(api.reduce_sum(hits, 1))
    return values, update_ops


def even_thresholds(number, last=1.0 + NEAR):
    """So many thresholds, evenly from just below 0 to the last one."""
    return [0.0 - NEAR, *((i + 1) * 1.0 / (number - 1) for i in range(number - 2)), last]


@streaming("true_positives_at_thresholds",
           f"tf.metrics.true_positives_at_thresholds({_PAIR}, [0.0, 0.5])", "[3. 2.]")
def true_positives_at_thresholds(
    labels, predictions, thresholds, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """Counts predictions above each threshold that should be."""
    with variable_scope(name, "true_positives", (predictions, labels, weights)):
        values, update_ops = counts_at(labels, predictions, thresholds, weights, ("tp",))
        pair = values["tp"], update_ops["tp"]
        return collected(*pair, metrics_collections, updates_collections)


@streaming("false_positives_at_thresholds",
           f"tf.metrics.false_positives_at_thresholds({_PAIR}, [0.0, 0.5])", "[1. 0.]")
def false_positives_at_thresholds(
    labels, predictions, thresholds, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """Counts predictions above each threshold that should not be."""
    with variable_scope(name, "false_positives", (predictions, labels, weights)):
        values, update_ops = counts_at(labels, predictions, thresholds, weights, ("fp",))
        pair = values["fp"], update_ops["fp"]
        return collected(*pair, metrics_collections, updates_collections)


@streaming("true_negatives_at_thresholds",
           f"tf.metrics.true_negatives_at_thresholds({_PAIR}, [0.0, 0.5])", "[0. 1.]")
def true_negatives_at_thresholds(
    labels, predictions, thresholds, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """Counts predictions not above each threshold that should not be."""
    with variable_scope(name, "true_negatives", (predictions, labels, weights)):
        values, update_ops = counts_at(labels, predictions, thresholds, weights, ("tn",))
        pair = values["tn"], update_ops["tn"]
        return collected(*pair, metrics_collections, updates_collections)


@streaming("false_negatives_at_thresholds",
           f"tf.metrics.false_negatives_at_thresholds({_PAIR}, [0.0, 0.5])", "[0. 1.]")
def false_negatives_at_thresholds(
    labels, predictions, thresholds, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """Counts predictions not above each threshold that should be."""
    with variable_scope(name, "false_negatives", (predictions, labels, weights)):
        values, update_ops = counts_at(labels, predictions, thresholds, weights, ("fn",))
        pair = values["fn"], update_ops["fn"]
        return collected(*pair, metrics_collections, updates_collections)


def by_name(function, counts, metrics_collections, updates_collections):
    """The pair that a function of counts and a name gives."""
    values, update_ops = counts
    pair = function(values, "value"), function(update_ops, "update_op")
    return collected(*pair, metrics_collections, updates_collections)


@streaming("precision_at_thresholds", f"tf.metrics.precision_at_thresholds({_PAIR}, [0.0, 0.5])",
           "[0.75 1. ]")  # fmt: skip
def precision_at_thresholds(
    labels, predictions, thresholds, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of predictions above each threshold that should be."""
    with variable_scope(name, "precision_at_thresholds", (predictions, labels, weights)):
        counts = counts_at(labels, predictions, thresholds, weights, ("tp", "fp"))

        def share(of, name):
            total = NEAR + of["tp"] + of["fp"]
            return div(of["tp"], total, name=f"precision_{name}")

        return by_name(share, counts, metrics_collections, updates_collections)


@streaming("recall_at_thresholds", f"tf.metrics.recall_at_thresholds({_PAIR}, [0.0, 0.5])",
           "[1.        0.6666667]")  # fmt: skip
def recall_at_thresholds(
    labels, predictions, thresholds, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of true labels whose prediction is above each threshold."""
    with variable_scope(name, "recall_at_thresholds", (predictions, labels, weights)):
        counts = counts_at(labels, predictions, thresholds, weights, ("tp", "fn"))

        def share(of, name):
            total = NEAR + of["tp"] + of["fn"]
            return div(of["tp"], total, name=f"recall_{name}")

        return by_name(share, counts, metrics_collections, updates_collections)
