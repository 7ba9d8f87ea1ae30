"""tf.contrib.metrics: covariance, correlation and agreement of predictions and labels."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, float64, int64
from zeal.eager.control import control_dependencies
from zeal.metrics.confusion import confusion_matrix
from zeal.metrics.streaming import collected, metric_variable, streaming
from zeal.metrics.weights import aligned, broadcast_weights
from zeal.ops.array.where import where
from zeal.ops.math.arithmetic import truediv
from zeal.state.scope import variable_scope

_SPACE = "contrib.metrics"
_FLOATS = "tf.constant([1.0, 3.0]), tf.constant([2.0, 6.0])"


@streaming("streaming_covariance", f"tf.contrib.metrics.streaming_covariance({_FLOATS})", "4.0",
           _SPACE)  # fmt: skip
def streaming_covariance(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The unbiased sample covariance of predictions and labels; NaN for fewer than two.

    Batches are joined as in Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm
    for computing sample variances", 1979.
    """
    with variable_scope(name, "covariance", (predictions, labels, weights)):
        predictions, labels, weights = aligned(predictions, labels, weights)
        if weights is None:
            batch = api.cast(api.size(labels), float32)
        else:
            weights = broadcast_weights(weights, labels)
            batch = api.reduce_sum(weights)
        count, comoment, updates = _joined(predictions, labels, weights, batch)
        value = _unbiased(comoment.value(), count.value(), "covariance")
        with control_dependencies(updates):
            update_op = _unbiased(comoment.value(), count.value(), "update_op")
        return collected(value, update_op, metrics_collections, updates_collections)


def _joined(predictions, labels, weights, batch):
    """Variables of the count and the comoment, and the updates that join a batch with them."""
    names = ("count", "mean_prediction", "mean_label", "comoment")
    count, *means, comoment = (metric_variable([], float32, name) for name in names)
    counted = count.assign_add(batch)
    shifts, deviations, updates = [], [], [counted]
    for mean, x in zip(means, (predictions, labels), strict=True):
        weighted = x if weights is None else x * weights
        of_batch = api.div_no_nan(api.reduce_sum(weighted), batch)
        before = mean.value()
        with control_dependencies([before]):
            updates.append(mean.assign_add(api.div_no_nan((of_batch - before) * batch, counted)))
        shifts.append(before - of_batch)
        deviations.append(x - of_batch)
    products = deviations[0] * deviations[1]
    products = products if weights is None else products * weights
    between = shifts[0] * shifts[1] * api.div_no_nan((counted - batch) * batch, counted)
    updates.append(comoment.assign_add(api.reduce_sum(products) + between))
    return count, comoment, updates


def _unbiased(comoment, count, name):
    return where(count <= 1.0, float("nan"), comoment / (count - 1.0), name=name)


@streaming(
    "streaming_pearson_correlation",
    "tf.contrib.metrics.streaming_pearson_correlation(tf.constant([0.0, 2.0, 2.0, 0.0]), "
    "tf.constant([0.0, 2.0, 0.0, 2.0]))", "0.0", _SPACE,
)  # fmt: skip
def streaming_pearson_correlation(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None,
    name=None,
):  # fmt: skip
    """The covariance of predictions and labels over the product of their standard deviations."""
    with variable_scope(name, "pearson_r", (predictions, labels, weights)):
        predictions, labels, weights = aligned(predictions, labels, weights)
        if weights is not None:
            weights = broadcast_weights(weights, labels)
        both = streaming_covariance(predictions, labels, weights, name="covariance")
        one = streaming_covariance(predictions, predictions, weights, name="variance_predictions")
        other = streaming_covariance(labels, labels, weights, name="variance_labels")
        value, update_op = (
            truediv(both[i], api.sqrt(one[i]) * api.sqrt(other[i]), name=end)
            for i, end in enumerate(("pearson_r", "update_op"))
        )
        return collected(value, update_op, metrics_collections, updates_collections)


@streaming("cohen_kappa", "tf.contrib.metrics.cohen_kappa([0, 1, 1], [0, 1, 0], 2)", "0.4", _SPACE,
           predictions_idx="a vector of the classes that are predicted.")  # fmt: skip
def cohen_kappa(
    labels, predictions_idx, num_classes, weights=None, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """Cohen's kappa: agreement of two raters, less what chance gives.

    J. Cohen, "A coefficient of agreement for nominal scales", 1960.
    """
    if num_classes < 2:
        raise ValueError(f"`num_classes` must be >= 2.Found: {num_classes}")
    with variable_scope(name, "cohen_kappa", (labels, predictions_idx, weights)):
        labels = _native.convert(labels)
        labels.shape.with_rank_at_most(2)
        if labels.shape.ndims == 2:
            labels = api.squeeze(labels, [-1])
        predictions, labels, weights = aligned(predictions_idx, labels, weights)
        dtype = int64 if weights is None or weights.dtype.is_integer else float32
        table = confusion_matrix(
            labels, predictions, num_classes, dtype, "counts_in_table", weights
        )
        parts = (
            api.diag_part(table), api.reduce_sum(table, axis=0), api.reduce_sum(table, axis=1)
        )  # fmt: skip
        sums = [metric_variable([num_classes], dtype, n) for n in ("po", "pe_row", "pe_col")]
        updates = [v.assign_add(x) for v, x in zip(sums, parts, strict=True)]
        value = _kappa(*(v.value() for v in sums), "value")
        update_op = _kappa(*updates, "update_op")
        return collected(value, update_op, metrics_collections, updates_collections)


def _kappa(agreed, row, column, name):
    """(observed - expected) / (total - expected), 0 where nothing is counted."""
    agreed = api.cast(api.reduce_sum(agreed), float64)
    total = api.cast(api.reduce_sum(row), float64)
    expected = api.reduce_sum(api.div_no_nan(api.cast(row * column, float64), total))
    return api.div_no_nan(agreed - expected, total - expected, name=name)
