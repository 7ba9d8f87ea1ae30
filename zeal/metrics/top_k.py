"""tf.metrics of the k largest predictions: precision, recall and average precision at k."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float64, int64
from zeal.eager.control import control_dependencies
from zeal.losses.broadcast import assert_broadcastable
from zeal.metrics.sets import found, of_labels, of_predictions
from zeal.metrics.streaming import collected, metric_variable, streaming
from zeal.metrics.weights import broadcast_weights
from zeal.ops.array.fill import ones_like
from zeal.ops.array.top_k import top_k
from zeal.ops.array.where import where
from zeal.ops.math.arithmetic import div
from zeal.state.scope import name_scope

_AT_K = "[[0], [2]], [[0.1, 0.2, 0.7], [0.1, 0.3, 0.6]]"
_LABELS = {
    "labels": "int64 tensor or SparseTensor (..., n), or (...) for one label each. Classes that "
    "are out of range are never predicted.",
    "predictions": "float tensor (..., classes).",
    "weights": "a scalar, or a tensor of the rank of (...) whose axes have length 1 or those; None "
    "for 1.",
}  # fmt: skip


def _name(name, k, class_id=None):
    name = f"{name}_at_k" if k is None else f"{name}_at_{k}"
    return name if class_id is None else f"{name}_class{class_id}"


def _only(mask, members, class_id):
    return mask if class_id is None else api.logical_and(mask, api.equal(members.ids, class_id))


def _hits(labels, predictions, class_id):
    mask = api.logical_and(predictions.first(), found(predictions, labels))
    return predictions.counted(_only(mask, predictions, class_id))


def _surplus(labels, predictions, class_id):
    """How many members of predictions are none of labels."""
    mask = api.logical_and(predictions.first(), api.logical_not(found(predictions, labels)))
    return predictions.counted(_only(mask, predictions, class_id))


def _streamed(counts, weights, name):
    """The variable that adds up weighted counts, and the update."""
    with name_scope(name) as scope:
        if weights is not None:
            weights = _native.convert(weights)
            check = assert_broadcastable(weights, counts)
            with control_dependencies([] if check is None else [check]):
                counts = counts * api.cast(weights, float64)
        variable = metric_variable([], float64, scope)
        return variable.value(), variable.assign_add(api.reduce_sum(counts), name="update")


def _share(labels, predictions_idx, k, class_id, weights, collections, scope, other):
    """The share of hits among hits and what `other` names: false positives or negatives."""
    labels = of_labels(labels, predictions_idx)
    predictions = of_predictions(predictions_idx)
    hits = _hits(labels, predictions, class_id)
    pair = (labels, predictions) if other == "false_positive" else (predictions, labels)
    misses = _surplus(*pair, class_id)
    hits, hits_update = _streamed(hits, weights, _name("true_positive", k, class_id))
    misses, misses_update = _streamed(misses, weights, _name(other, k, class_id))
    value = div(hits, hits + misses, name=scope)
    update_op = div(hits_update, hits_update + misses_update, name="update")
    return collected(value, update_op, *collections)


@streaming("recall_at_k", f"tf.metrics.recall_at_k({_AT_K}, 1)", "0.5", **_LABELS)
def recall_at_k(
    labels, predictions, k, class_id=None, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of labels that are among the k largest predictions."""
    with name_scope(name, _name("recall", k, class_id), (predictions, labels, weights)) as scope:
        _, largest = top_k(predictions, k)
        return recall_at_top_k(
            labels, largest, k, class_id, weights, metrics_collections, updates_collections, scope
        )


@streaming("recall_at_top_k", "tf.metrics.recall_at_top_k([[0], [2]], [[2], [2]], 1)", "0.5",
           **_LABELS)  # fmt: skip
def recall_at_top_k(
    labels, predictions_idx, k=None, class_id=None, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of labels that are predicted."""
    values = (predictions_idx, labels, weights)
    with name_scope(name, _name("recall", k, class_id), values) as scope:
        collections = metrics_collections, updates_collections
        predictions_idx = _native.convert(predictions_idx)
        return _share(
            labels, predictions_idx, k, class_id, weights, collections, scope, "false_negative"
        )


@streaming("precision_at_k", f"tf.metrics.precision_at_k({_AT_K}, 1)", "0.5", **_LABELS)
def precision_at_k(
    labels, predictions, k, class_id=None, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of the k largest predictions that are among the labels."""
    values = (predictions, labels, weights)
    with name_scope(name, _name("precision", k, class_id), values) as scope:
        _, largest = top_k(predictions, k)
        return precision_at_top_k(
            labels, largest, k, class_id, weights, metrics_collections, updates_collections, scope
        )


@streaming("sparse_precision_at_k", f"tf.metrics.sparse_precision_at_k({_AT_K}, 1)", "0.5",
           **_LABELS)  # fmt: skip
def sparse_precision_at_k(
    labels, predictions, k, class_id=None, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The old name of `tf.metrics.precision_at_k`."""
    return precision_at_k(
        labels, predictions, k, class_id, weights, metrics_collections, updates_collections, name
    )


@streaming("precision_at_top_k", "tf.metrics.precision_at_top_k([[0], [2]], [[2], [2]], 1)",
           "0.5", **_LABELS)  # fmt: skip
def precision_at_top_k(
    labels, predictions_idx, k=None, class_id=None, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of predicted classes that are among the labels."""
    values = (predictions_idx, labels, weights)
    with name_scope(name, _name("precision", k, class_id), values) as scope:
        collections = metrics_collections, updates_collections
        predictions_idx = _native.convert(predictions_idx)
        return _share(
            labels, predictions_idx, k, class_id, weights, collections, scope, "false_positive"
        )


@streaming("average_precision_at_k", f"tf.metrics.average_precision_at_k({_AT_K}, 2)", "0.5",
           **_LABELS)  # fmt: skip
def average_precision_at_k(
    labels, predictions, k, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The mean of precisions at the place of each label among the k largest predictions."""
    if k < 1:
        raise ValueError(f"Invalid k={k}.")
    predictions = _native.convert(predictions)
    values = (predictions, labels, weights)
    with name_scope(name, _name("average_precision", k), values) as scope:
        _, largest = top_k(predictions, k)
        classes = api.cast(api.shape(predictions)[-1], int64)
        precision = _average_precision(labels, largest, k, classes)
        collections = metrics_collections, updates_collections
        return _streamed_mean(precision, weights, collections, scope)


def average_precision_at_top_k(
    labels, predictions_idx, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The same of classes (..., k) that are the largest predictions already."""
    largest = api.cast(predictions_idx, int64)
    k = largest.shape._at(-1) if largest.shape.ndims else None
    if k is None:
        raise ValueError(f"The last dimension of the predictions must be known: {largest.shape}")
    values = (largest, labels, weights)
    with name_scope(name, _name("average_precision", k), values) as scope:
        precision = _average_precision(labels, largest, k, None)
        collections = metrics_collections, updates_collections
        return _streamed_mean(precision, weights, collections, scope)


@streaming("sparse_average_precision_at_k",
           f"tf.metrics.sparse_average_precision_at_k({_AT_K}, 2)", "0.5", **_LABELS)  # fmt: skip
def sparse_average_precision_at_k(
    labels, predictions, k, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The old name of `tf.metrics.average_precision_at_k`."""
    return average_precision_at_k(
        labels, predictions, k, weights, metrics_collections, updates_collections, name
    )


def _average_precision(labels, largest, k, classes):
    """Per example; https://en.wikipedia.org/wiki/Information_retrieval#Average_precision."""
    sets = of_labels(labels, largest)
    if classes is not None:
        beyond = api.greater_equal(sets.ids, classes)
        sets = sets._replace(ids=where(beyond, -ones_like(sets.ids), sets.ids))
    relevant = api.cast(found(of_predictions(largest), sets), float64)
    precision = api.cumsum(relevant, -1) / api.cumsum(ones_like(relevant), -1)
    distinct = sets.first() if sets.there is not None else api.greater_equal(sets.ids, 0)
    number = api.minimum(sets.counted(distinct), float(k))
    return api.reduce_sum(precision * relevant, -1) / number


def _streamed_mean(precision, weights, collections, scope):
    if weights is None:
        batch = api.cast(api.size(precision), float64)
    else:
        weights = broadcast_weights(api.cast(weights, float64), precision)
        precision, batch = precision * weights, api.reduce_sum(weights)
    with name_scope("max") as inner:
        most = metric_variable([], float64, inner)
        most_update = most.assign_add(batch, name="update")
    with name_scope("total") as inner:
        total = metric_variable([], float64, inner)
        total_update = total.assign_add(api.reduce_sum(precision), name="update")
    value = api.div_no_nan(total.value(), most.value(), name="mean")
    return collected(value, api.div_no_nan(total_update, most_update, name=scope), *collections)
