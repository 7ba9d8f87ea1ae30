"""tf.contrib.metrics.streaming_*: metrics of tf.metrics that take predictions first."""

import inspect

from zeal.metrics import confusion, counts, curves, means, thresholds, top_k
from zeal.metrics.streaming import streaming


def _swapped(function, name, example, gives, without=()):
    """The metric whose first two arguments are predictions and labels.

    Args:
      function: a metric of labels, then predictions.
      name: what it is called in tf.contrib.metrics.
      example: its arguments there, as text; gives: what update_op prints.
      without: arguments that it lacks there.
    """
    signature = inspect.signature(function)
    labels, predictions, *others = signature.parameters.values()
    others = [p for p in others if p.name not in without]
    signature = signature.replace(parameters=[predictions, labels, *others])

    def swapped(*args, **kwargs):
        return function(**signature.bind(*args, **kwargs).arguments)

    swapped.__name__ = swapped.__qualname__ = name
    swapped.__doc__ = inspect.getdoc(function).partition("\n\nArgs:")[0]
    swapped.__signature__ = signature
    decorate = streaming(
        name, f"tf.contrib.metrics.{name}({example})", gives, "contrib.metrics",
        top_k_predictions="the classes that are predicted.", threshold="a number.",
        normalizer="what errors are divided by.", dim="the axis of the vectors.",
        sensitivity="the share of true labels to be found, in [0, 1].",
        specificity="the share of false labels to be found right, in [0, 1].",
        curve='"ROC" or "PR".',
    )  # fmt: skip
    return decorate(swapped)


_BITS = "[1, 0, 0], [1, 1, 0]"
_FLOATS = "tf.constant([1.0, 4.0]), tf.constant([1.0, 2.0])"
_SCORES = "[0.1, 0.4, 0.6, 0.9], [0, 1, 1, 1]"
_CLASSES = "tf.constant([0, 1, 0]), tf.constant([0, 1, 1]), 2"
_TOP = "[[0.1, 0.2, 0.7], [0.1, 0.3, 0.6]], [[0], [2]]"

streaming_accuracy = _swapped(means.accuracy, "streaming_accuracy", "[1, 0], [1, 2]", "0.5")
streaming_precision = _swapped(counts.precision, "streaming_precision", _BITS, "1.0")
streaming_recall = _swapped(counts.recall, "streaming_recall", _BITS, "0.5")
streaming_true_positives = _swapped(counts.true_positives, "streaming_true_positives", _BITS, "1.0")
streaming_false_positives = _swapped(
    counts.false_positives, "streaming_false_positives", _BITS, "0.0"
)
streaming_true_negatives = _swapped(counts.true_negatives, "streaming_true_negatives", _BITS, "1.0")
streaming_false_negatives = _swapped(
    counts.false_negatives, "streaming_false_negatives", _BITS, "1.0"
)
streaming_mean_absolute_error = _swapped(
    means.mean_absolute_error, "streaming_mean_absolute_error", _FLOATS, "1.0"
)
streaming_mean_squared_error = _swapped(
    means.mean_squared_error, "streaming_mean_squared_error", _FLOATS, "2.0"
)
streaming_root_mean_squared_error = _swapped(
    means.root_mean_squared_error, "streaming_root_mean_squared_error", _FLOATS, "1.4142135"
)
streaming_mean_relative_error = _swapped(
    means.mean_relative_error, "streaming_mean_relative_error",
    f"{_FLOATS}, tf.constant([1.0, 4.0])", "0.25",
)  # fmt: skip
streaming_mean_cosine_distance = _swapped(
    means.mean_cosine_distance, "streaming_mean_cosine_distance",
    "tf.constant([0.6, 0.8]), tf.constant([0.0, 1.0]), 0", "0.19999999",
)  # fmt: skip
streaming_mean_iou = _swapped(
    confusion.mean_iou, "streaming_mean_iou", _CLASSES, "[[1. 0.]\n       [1. 1.]]"
)
streaming_auc = _swapped(
    curves.auc, "streaming_auc", _SCORES, "0.99999905",
    without=("summation_method", "thresholds"),
)  # fmt: skip
streaming_sensitivity_at_specificity = _swapped(
    curves.sensitivity_at_specificity, "streaming_sensitivity_at_specificity", f"{_SCORES}, 0.9",
    "1.0",
)  # fmt: skip
streaming_specificity_at_sensitivity = _swapped(
    curves.specificity_at_sensitivity, "streaming_specificity_at_sensitivity", f"{_SCORES}, 0.6",
    "0.9999999",
)  # fmt: skip
streaming_precision_at_thresholds = _swapped(
    thresholds.precision_at_thresholds, "streaming_precision_at_thresholds", f"{_SCORES}, [0.5]",
    "[1.]",
)  # fmt: skip
streaming_recall_at_thresholds = _swapped(
    thresholds.recall_at_thresholds, "streaming_recall_at_thresholds", f"{_SCORES}, [0.5]",
    "[0.6666667]",
)  # fmt: skip
streaming_sparse_recall_at_k = _swapped(
    top_k.recall_at_k, "streaming_sparse_recall_at_k", f"{_TOP}, 1", "0.5"
)
streaming_sparse_precision_at_k = _swapped(
    top_k.precision_at_k, "streaming_sparse_precision_at_k", f"{_TOP}, 1", "0.5"
)
streaming_sparse_average_precision_at_k = _swapped(
    top_k.average_precision_at_k, "streaming_sparse_average_precision_at_k", f"{_TOP}, 2", "0.5"
)
