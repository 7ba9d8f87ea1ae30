"""tf.contrib.metrics: the area under a ROC curve from histograms of scores."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, int64
from zeal.eager.control import behind, group
from zeal.effects.check import Assert
from zeal.graph.keys import GraphKeys
from zeal.metrics.streaming import streaming
from zeal.metrics.weights import squeezed_pair
from zeal.ops.array.where import boolean_mask
from zeal.ops.math.histogram import histogram_fixed_width
from zeal.state.initializers import Zeros
from zeal.state.scope import variable_scope
from zeal.state.variable import get_variable


@streaming("auc_using_histogram", "tf.contrib.metrics.auc_using_histogram([False, True], "
           "tf.constant([0.1, 0.9]), [0.0, 1.0])", "None", "contrib.metrics",
           boolean_labels="a vector of bools.", scores="a vector of numbers.",
           score_range="the smallest and the largest score; those beyond count as these.",
           nbins="the number of bins; more are more exact.",
           collections="keys of the graph to list the variables under, by default LOCAL_VARIABLES.",
           check_shape="whether the run checks that labels and scores are vectors.")  # fmt: skip
def auc_using_histogram(
    boolean_labels, scores, score_range, nbins=100, collections=None, check_shape=True, name=None
):
    """The area under the ROC curve, in memory and time of a number of bins.

    R. R. Bouckaert, "Efficient AUC learning curve calculation", 2006. NaN where a kind of label is
    missing. Here update_op is an operation without a value.
    """
    with variable_scope(name, "auc_using_histogram", [boolean_labels, scores, score_range]):
        labels, scores = squeezed_pair(boolean_labels, scores)
        if labels.dtype != "bool":
            raise ValueError(
                f"Argument boolean_labels should have dtype bool.  Found: {labels.dtype!r}"
            )
        checks = []
        if check_shape:
            checks = [_check_vector(labels, "boolean_labels"), _check_vector(scores, "scores")]
        with behind(checks):
            labels, scores = api.identity(labels), api.identity(scores)
        score_range = _native.convert(score_range, scores.dtype)
        sums, updates = [], []
        for kind, mask in (("true", labels), ("false", api.logical_not(labels))):
            of_kind = boolean_mask(scores, mask)
            bins = histogram_fixed_width(of_kind, score_range, nbins, int64, f"hist_{kind}")
            sums.append(get_variable(
                f"hist_accumulate/hist_{kind}_acc", [nbins], int64, Zeros(),
                collections=collections or [GraphKeys.LOCAL_VARIABLES], trainable=False,
            ))  # fmt: skip
            updates.append(sums[-1].assign_add(bins))
        return _area(*(_shares(v.value()) for v in sums)), group(*updates, name="update_op")


def _check_vector(x, name):
    words = f"Argument {name} should have rank 1.  Found: "
    return Assert(api.equal(api.rank(x), 1), [words, x.name, api.shape(x)])


def _shares(counts):
    """The share of each bin, the largest scores first."""
    counts = api.cast(counts, float32)
    return api.reverse(counts / api.reduce_sum(counts), [0])


def _area(true, false):
    right = api.cumsum(true)
    return api.reduce_sum(false * (right - true / 2.0), name="auc")
