"""tf.contrib.metrics: all values so far, and areas under the exact curves that they give."""

from collections import namedtuple
from statistics import NormalDist

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, float64, int32, int64
from zeal.eager.control import behind, control_dependencies, group
from zeal.effects.check import assert_greater_equal, assert_less_equal
from zeal.graph.conditions import cond
from zeal.metrics.streaming import collected, metric_variable, streaming
from zeal.metrics.thresholds import NEAR
from zeal.metrics.weights import aligned
from zeal.ops.array.fill import ones_like, zeros, zeros_like
from zeal.ops.array.pad import pad
from zeal.ops.array.top_k import top_k
from zeal.ops.array.unique import unique, unique_with_counts
from zeal.ops.array.where import where
from zeal.state.scope import variable_scope

_SPACE = "contrib.metrics"
_PAIR = "[0, 1, 1, 1], [0.1, 0.05, 0.6, 0.9]"


def next_array_size(required_size, growth_factor=1.5):
    """The first power of the growth factor that is not below a size; an int32 scalar."""
    size, factor = api.cast(required_size, float32), api.cast(growth_factor, float32)
    exponent = api.ceil(api.log(size) / api.log(factor))
    return api.cast(api.ceil(api.pow(factor, exponent)), int32)


@streaming("streaming_concat", "tf.contrib.metrics.streaming_concat([1.0, 3.0])", "2", _SPACE,
           axis="the axis along which batches are joined.",
           max_size="the most values kept along it, the first ones; None for all.")  # fmt: skip
def streaming_concat(
    values, axis=0, max_size=None, metrics_collections=None, updates_collections=None, name=None
):
    """All values so far, along an axis; update_op gives their number."""
    with variable_scope(name, "streaming_concat", (values,)):
        values = _native.convert(values)
        axis, fixed = _sizes_beside(values.shape, axis)
        array = metric_variable([max_size or 0, *fixed], values.dtype, "array", open_size=True)
        size = metric_variable([], int32, "size")
        kept = array.value()[: size.value()]
        kept.set_shape([None, *fixed])
        rank = len(fixed) + 1
        places = [0 if n == axis else n + 1 if n < axis else n for n in range(rank)]
        value = api.transpose(kept, places, name="concat")

        places = [axis, *(n for n in range(rank) if n != axis)]
        batch = api.transpose(values, places)
        if max_size is not None:
            batch = batch[: api.maximum(max_size - size.value(), 0)]
        update_op = _appended(array, size, batch, fixed)
        return collected(value, update_op, metrics_collections, updates_collections)


def _sizes_beside(shape, axis):
    """The axis, not negative, and the sizes of the others."""
    if shape.ndims is None:
        raise ValueError("`values` must have known statically known rank")
    place = axis + shape.ndims if axis < 0 else axis
    if not 0 <= place < shape.ndims:
        raise ValueError(f"axis = {place} not in [0, {shape.ndims})")
    fixed = [n for i, n in enumerate(shape.as_list()) if i != place]
    if None in fixed:
        raise ValueError(
            "all dimensions of `values` other than the dimension to concatenate along must have "
            "statically known size"
        )
    return place, fixed


def _appended(array, size, batch, fixed):
    """Puts a batch behind the `size` rows of an array, which grows by a factor where it must."""
    before = size.value()
    after = before + api.shape(batch)[0]

    def grown():
        rows = api.maximum(next_array_size(after), after) - before
        room = zeros(api.concat([[rows], fixed], 0), batch.dtype)
        return api.concat([array.value()[:before], room], 0)

    have = array.value()
    wide = cond(after > api.shape(have)[0], grown, lambda: have)
    joined = api.concat([wide[:before], batch, wide[after:]], 0)
    with control_dependencies([array.assign(joined)]):
        return size.assign(after)


def _listed(labels, predictions, weights):
    """Vectors of all labels, predictions and weights (or None) so far, and the updates."""
    labels = api.reshape(api.cast(labels, int64), [-1])
    predictions = api.reshape(api.cast(predictions, float64), [-1])
    checks = [
        assert_greater_equal(
            labels, zeros_like(labels), message="labels must be 0 or 1, at least one is <0"
        ),
        assert_less_equal(
            labels, ones_like(labels), message="labels must be 0 or 1, at least one is >1"
        ),
    ]
    with behind(checks):
        lists = [
            streaming_concat(api.identity(predictions), name="concat_preds"),
            streaming_concat(api.identity(labels), name="concat_labels"),
        ]
        if weights is not None:
            lists.append(streaming_concat(api.reshape(weights, [-1]), name="concat_weights"))
    (predictions, _), (labels, _), *others = lists
    weights = others[0][0] if others else None
    return labels, predictions, weights, [update for _, update in lists]


@streaming("streaming_dynamic_auc", f"tf.contrib.metrics.streaming_dynamic_auc({_PAIR})", "None",
           _SPACE, curve='"ROC" or "PR".')  # fmt: skip
def streaming_dynamic_auc(
    labels, predictions, curve="ROC", metrics_collections=(), updates_collections=(), name=None,
    weights=None,
):  # fmt: skip
    """The area under the curve with a threshold at every prediction; 0 for labels all the same.

    Memory grows with the predictions. Here update_op is an operation without a value.
    """
    if curve not in ("PR", "ROC"):
        raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
    with variable_scope(name, "dynamic_auc"):
        labels, predictions = _native.convert(labels), _native.convert(predictions)
        labels.shape.assert_is_compatible_with(predictions.shape)
        weights = None if weights is None else api.cast(weights, float64)
        labels, predictions, weights, updates = _listed(labels, predictions, weights)
        if weights is None:
            weights = ones_like(labels, dtype=float64)
        weight = api.reduce_sum(weights)
        positive = api.reduce_sum(api.cast(labels, float64) * weights)
        alike = api.logical_or(api.equal(positive, 0), api.equal(positive, weight))
        area = cond(
            alike,
            lambda: _native.convert(0.0, float64),
            lambda: _exact_area(labels, predictions, weights, curve),
        )
        return collected(area, group(*updates), metrics_collections, updates_collections)


def _exact_area(labels, predictions, weights, curve):
    ordered, places = top_k(predictions, api.size(predictions))
    _, _, counts = unique_with_counts(ordered)
    splits = pad(api.cumsum(counts), [[1, 0]])  # after each run of equal predictions
    weights = api.gather(weights, places)
    true = weights * api.cast(api.gather(labels, places), float64)

    def before_splits(x):
        return api.gather(pad(api.cumsum(x), [[1, 0]]), splits)

    right, both = before_splits(true), before_splits(weights)
    recall = right / right[-1]
    if curve == "ROC":
        wrong = both - right
        x, y = wrong / wrong[-1], recall
    else:
        x, y = recall, where(splits > 0, api.div_no_nan(right, both), ones_like(right))
    return api.reduce_sum((y[1:] + y[:-1]) / 2.0 * abs(x[1:] - x[:-1]))


@streaming("auc_with_confidence_intervals",
           f"tf.contrib.metrics.auc_with_confidence_intervals({_PAIR})", "None", _SPACE,
           alpha="the confidence, in (0, 1).",
           logit_transformation="whether the interval is made on the scale of logits, which keeps "
           "it in [0, 1].")  # fmt: skip
def auc_with_confidence_intervals(
    labels, predictions, weights=None, alpha=0.95, logit_transformation=True,
    metrics_collections=(), updates_collections=(), name=None,
):  # fmt: skip
    """The exact area under the ROC curve, and the ends of its confidence interval.

    The value is a named tuple (auc, lower, upper); all are 0 where a kind of label is missing or
    the weights are below 1. Variances are those of placement values: E. DeLong et al., "Comparing
    the areas under two or more correlated ROC curves", 1988.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be between 0 and 1; currently {alpha:.02f}")
    values = [labels, predictions, weights]
    with variable_scope(name, "auc_with_confidence_intervals", values):
        predictions, labels = _native.convert(predictions), _native.convert(labels)
        weights = ones_like(predictions) if weights is None else weights
        predictions, labels, weights = aligned(predictions, labels, weights)
        weights = api.cast(weights, float32)
        labels, predictions, weights, updates = _listed(labels, predictions, weights)
        kinds = api.logical_and(
            api.equal(api.reduce_min(labels), 0), api.equal(api.reduce_max(labels), 1)
        )
        valid = api.logical_and(kinds, api.reduce_sum(weights) >= 1.0)
        quantile = NormalDist().inv_cdf((1.0 - alpha) / 2.0)
        found = cond(
            valid,
            lambda: _interval(labels, predictions, weights, quantile, logit_transformation),
            lambda: [_native.convert(0.0)] * 3,
        )
        value = AucData(*found)
        return collected(value, group(*updates), metrics_collections, updates_collections)


AucData = namedtuple("AucData", "auc lower upper")


def _interval(labels, predictions, weights, quantile, logits):
    """The area and the ends of its interval, as a list."""
    area, error = _area_and_error(labels, predictions, weights)
    if logits:
        center = api.log(area / (1.0 - area + NEAR))
        error = error / (area * (1.0 - area + NEAR))
        ends = [1.0 / (1.0 + api.exp(-(center + way * quantile * error)) + NEAR) for way in (1, -1)]
    else:
        ends = [area + way * quantile * error for way in (1, -1)]
    certain = api.logical_or(api.equal(area, 1.0), api.equal(area, 0.0))  # no variance is left
    return [area, *(where(certain, area, end) for end in ends)]


def _area_and_error(labels, predictions, weights):
    ordered, places = top_k(-predictions, api.size(predictions))
    labels = api.cast(api.gather(labels, places), float32)
    weights = api.gather(weights, places)
    _, runs = unique(ordered)  # the number of each run of equal predictions
    shares, placements, totals = (labels * weights, (1.0 - labels) * weights), [], []
    for of in shares:
        in_run = api.segment_sum(of, runs)
        below = api.cumsum(in_run, exclusive=True) + in_run / 2.0
        placements.append(api.gather(below / (api.reduce_sum(in_run) + NEAR), runs))
        totals.append(api.reduce_sum(of) + NEAR)
    ranks = placements[1], 1.0 - placements[0]  # of true labels, of false ones
    areas = [api.reduce_sum(w * r) / n for w, r, n in zip(shares, ranks, totals, strict=True)]
    area = where(totals[1] < totals[0], areas[0], areas[1])
    variance = 0.0
    for w, r, a, n in zip(shares, ranks, areas, totals, strict=True):
        # elements of the other kind add nothing
        variance += api.reduce_sum(w * api.square(r - a)) / (n - 1.0) / n
    return area, api.sqrt(variance)
