"""tf.metrics: areas under curves, and points on them."""

from zeal import logging
from zeal._native import api
from zeal.dtypes import int32
from zeal.metrics.streaming import ratio, streaming
from zeal.metrics.thresholds import NEAR, by_name, counts_at, even_thresholds
from zeal.ops.array.fill import ones_like
from zeal.ops.array.where import where
from zeal.ops.math.arithmetic import div
from zeal.state.scope import variable_scope

_TINY = 1e-6  # keeps quotients of the curve from 0 / 0
_PAIR = "[0, 1, 1, 1], [0.1, 0.05, 0.6, 0.9]"


@streaming("auc", f"tf.metrics.auc({_PAIR})", "0.6666661",
           curve='"ROC" or "PR".', num_thresholds="how many thresholds make the curve.",
           summation_method='"trapezoidal"; "careful_interpolation", which is right for the PR '
           'curve; "minoring" or "majoring", which take the smaller or larger of neighbours.',
           thresholds="numbers in (0, 1) in the place of num_thresholds, or None.")  # fmt: skip
def auc(
    labels, predictions, weights=None, num_thresholds=200, metrics_collections=None,
    updates_collections=None, curve="ROC", name=None, summation_method="trapezoidal",
    thresholds=None,
):  # fmt: skip
    """The area under the curve of recall over false positives, or precision over recall."""
    with variable_scope(name, "auc", (labels, predictions, weights)):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
        if thresholds is None:
            thresholds = even_thresholds(num_thresholds)
        else:
            thresholds = [0.0 - NEAR, *sorted(thresholds), 1.0 + NEAR]
        counts = counts_at(labels, predictions, thresholds, weights)

        def area(of, name):
            return _area(of, curve, summation_method, name)

        return by_name(area, counts, metrics_collections, updates_collections)


def _area(of, curve, method, name):
    if curve == "PR" and method == "careful_interpolation":
        return interpolated_pr(of["tp"], of["fp"], of["fn"])
    if curve == "PR" and method == "trapezoidal":
        logging.warning(
            "Trapezoidal rule is known to produce incorrect PR-AUCs; please switch to "
            '"careful_interpolation" instead.'
        )
    recall = (of["tp"] + _TINY) / (of["tp"] + of["fn"] + _TINY)
    if curve == "ROC":
        x, y = of["fp"] / (of["fp"] + of["tn"] + _TINY), recall
    else:
        x, y = recall, (of["tp"] + _TINY) / (of["tp"] + of["fp"] + _TINY)
    return api.reduce_sum((x[:-1] - x[1:]) * _height(y[:-1], y[1:], method), name=name)


def _height(first, second, method):
    if method in ("trapezoidal", "careful_interpolation"):
        return (first + second) / 2.0
    if method == "minoring":
        return api.minimum(first, second)
    if method == "majoring":
        return api.maximum(first, second)
    raise ValueError(f"Invalid summation_method: {method}")


def interpolated_pr(tp, fp, fn):
    """Davis and Goadrich, "The relationship between precision-recall and ROC curves", 2006."""
    fewer = tp[:-1] - tp[1:]
    positive = tp + fp
    slope = ratio(fewer, positive[:-1] - positive[1:], "prec_slope")
    intercept = tp[1:] - slope * positive[1:]
    both = api.logical_and(positive[:-1] > 0, positive[1:] > 0)
    relative = ratio(positive[:-1], positive[1:], "recall_relative_ratio")
    relative = where(both, relative, ones_like(positive[1:]))
    parts = slope * (fewer + intercept * api.log(relative))
    parts = ratio(parts, tp[1:] + fn[1:], "pr_auc_increment")
    return api.reduce_sum(parts, name="interpolate_pr_auc")


@streaming("sensitivity_at_specificity",
           f"tf.metrics.sensitivity_at_specificity({_PAIR}, 0.9)", "0.6666667",
           specificity="the share of false labels to be found right, in [0, 1].")  # fmt: skip
def sensitivity_at_specificity(
    labels, predictions, specificity, weights=None, num_thresholds=200, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of true labels found, at the threshold whose specificity is nearest to one."""
    if specificity < 0 or specificity > 1:
        raise ValueError("`specificity` must be in the range [0, 1].")
    with variable_scope(name, "sensitivity_at_specificity", (predictions, labels, weights)):
        counts = counts_at(labels, predictions, even_thresholds(num_thresholds), weights)

        def sensitivity(of, name):
            away = abs(of["tn"] / (of["tn"] + of["fp"] + NEAR) - specificity)
            at = api.cast(api.argmin(away, 0), int32)
            return div(of["tp"][at], of["tp"][at] + of["fn"][at] + NEAR, name=name)

        return by_name(sensitivity, counts, metrics_collections, updates_collections)


@streaming("specificity_at_sensitivity",
           f"tf.metrics.specificity_at_sensitivity({_PAIR}, 0.6)", "0.9999999",
           sensitivity="the share of true labels to be found, in [0, 1].")  # fmt: skip
def specificity_at_sensitivity(
    labels, predictions, sensitivity, weights=None, num_thresholds=200, metrics_collections=None,
    updates_collections=None, name=None,
):  # fmt: skip
    """The share of false labels found, at the last threshold of the sensitivity nearest to one."""
    if sensitivity < 0 or sensitivity > 1:
        raise ValueError("`sensitivity` must be in the range [0, 1].")
    with variable_scope(name, "specificity_at_sensitivity", (predictions, labels, weights)):
        thresholds = even_thresholds(num_thresholds, 1.0 - NEAR)
        counts = counts_at(labels, predictions, thresholds, weights)

        def specificity(of, name):
            away = abs(of["tp"] / (of["tp"] + of["fn"] + NEAR) - sensitivity)
            nearest = api.cast(api.equal(away, api.reduce_min(away)), "int64")
            at = api.cast(api.argmax(api.cumsum(nearest), 0), int32)  # the last one
            return div(of["tn"][at], of["tn"][at] + of["fp"][at] + NEAR, name=name)

        return by_name(specificity, counts, metrics_collections, updates_collections)
