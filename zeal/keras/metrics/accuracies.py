"""Keras metrics of decisions that are right or wrong: the functions, and their means."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.keras.documented import documented
from zeal.keras.metrics.means import MeanMetricWrapper
from zeal.ops.nn.in_top_k import in_top_k
from zeal.public import public

_EACH = "A float32 tensor, 1 where the class is right and else 0, without the axis of classes."


def accuracy(y_true, y_pred) -> Tensor:
    """1 where labels and predictions are equal, else 0.

    Args:
      y_true: what the predictions should be.
      y_pred: a tensor of predictions.
    """
    y_true, y_pred = _native.convert(y_true), _native.convert(y_pred)
    y_pred.shape.assert_is_compatible_with(y_true.shape)
    return api.cast(api.equal(y_true, api.cast(y_pred, y_true.dtype)), "float32")


@public("keras.metrics.binary_accuracy")
@documented("tf.keras.metrics.binary_accuracy([[1.0, 0.0]], [[0.9, 0.8]]).numpy()",
            "array([0.5], dtype=float32)", "The share of each example over its last axis.")
def binary_accuracy(y_true, y_pred, threshold=0.5) -> Tensor:
    """The share of predictions that lie on the side of a threshold that their label says."""
    y_pred = _native.convert(y_pred)
    decided = api.cast(y_pred > api.cast(threshold, y_pred.dtype), y_pred.dtype)
    return api.reduce_mean(api.cast(api.equal(y_true, decided), "float32"), -1)


@public("keras.metrics.categorical_accuracy")
@documented("tf.keras.metrics.categorical_accuracy([[0, 1]], [[0.1, 0.9]]).numpy()",
            "array([1.], dtype=float32)", _EACH, y_true="one-hot labels.")
def categorical_accuracy(y_true, y_pred) -> Tensor:
    """Whether the largest prediction stands where the label's 1 is."""
    return api.cast(api.equal(api.argmax(y_true, -1), api.argmax(y_pred, -1)), "float32")


def _classes(y_true, y_pred):
    """Labels as classes, without an axis of size 1 of their own."""
    y_true, y_pred = _native.convert(y_true), _native.convert(y_pred)
    if y_true.shape.ndims is not None and y_true.shape.ndims == y_pred.shape.ndims:
        y_true = api.squeeze(y_true, [-1])
    return y_true, y_pred


@public("keras.metrics.sparse_categorical_accuracy")
@documented("tf.keras.metrics.sparse_categorical_accuracy([1], [[0.1, 0.9]]).numpy()",
            "array([1.], dtype=float32)", _EACH, y_true="classes.")  # fmt: skip
def sparse_categorical_accuracy(y_true, y_pred) -> Tensor:
    """Whether the largest prediction is that of the label's class."""
    y_true, y_pred = _classes(y_true, y_pred)
    found = api.cast(api.argmax(y_pred, -1), y_true.dtype)
    return api.cast(api.equal(y_true, found), "float32")


@public("keras.metrics.top_k_categorical_accuracy")
@documented("tf.keras.metrics.top_k_categorical_accuracy([[0, 0, 1]], [[0.1, 0.7, 0.2]], 2)"
            ".numpy()",
            "array([1.], dtype=float32)", _EACH, y_true="one-hot labels.")
def top_k_categorical_accuracy(y_true, y_pred, k=5) -> Tensor:
    """Whether the label's class is among the k with the largest predictions."""
    return api.cast(in_top_k(y_pred, api.argmax(y_true, -1), k), "float32")


@public("keras.metrics.sparse_top_k_categorical_accuracy")
@documented("tf.keras.metrics.sparse_top_k_categorical_accuracy([2], [[0.1, 0.7, 0.2]], 2).numpy()",
            "array([1.], dtype=float32)", _EACH, y_true="classes.")  # fmt: skip
def sparse_top_k_categorical_accuracy(y_true, y_pred, k=5) -> Tensor:
    """Whether the label's class is among the k with the largest predictions."""
    y_true, y_pred = _classes(y_true, y_pred)
    return api.cast(in_top_k(y_pred, api.cast(y_true, "int32"), k), "float32")


@public("keras.metrics.Accuracy")
@documented("float(tf.keras.metrics.Accuracy()([1, 2], [1, 3]))", "0.5")
class Accuracy(MeanMetricWrapper):
    """The share of predictions that equal their labels."""

    def __init__(self, name="accuracy", dtype=None) -> None:
        super().__init__(accuracy, name, dtype)


@public("keras.metrics.BinaryAccuracy")
@documented("float(tf.keras.metrics.BinaryAccuracy()([1.0, 0.0], [0.9, 0.8]))", "0.5")
class BinaryAccuracy(MeanMetricWrapper):
    """The share of predictions that lie on the side of a threshold that their label says."""

    def __init__(self, name="binary_accuracy", dtype=None, threshold=0.5) -> None:
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


@public("keras.metrics.CategoricalAccuracy")
@documented("float(tf.keras.metrics.CategoricalAccuracy()([[0, 1]], [[0.1, 0.9]]))", "1.0")
class CategoricalAccuracy(MeanMetricWrapper):
    """The share of examples whose largest prediction stands where the label's 1 is."""

    def __init__(self, name="categorical_accuracy", dtype=None) -> None:
        super().__init__(categorical_accuracy, name, dtype)


@public("keras.metrics.SparseCategoricalAccuracy")
@documented("float(tf.keras.metrics.SparseCategoricalAccuracy()([1], [[0.1, 0.9]]))", "1.0")
class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The share of examples whose largest prediction is that of the label's class."""

    def __init__(self, name="sparse_categorical_accuracy", dtype=None) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)


@public("keras.metrics.TopKCategoricalAccuracy")
@documented("metric = tf.keras.metrics.TopKCategoricalAccuracy(k=2)\n"
            "float(metric([[0, 0, 1]], [[0.1, 0.7, 0.2]]))", "1.0")  # fmt: skip
class TopKCategoricalAccuracy(MeanMetricWrapper):
    """The share of examples whose class, one-hot, is among the k with the largest predictions."""

    def __init__(self, k=5, name="top_k_categorical_accuracy", dtype=None) -> None:
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)


@public("keras.metrics.SparseTopKCategoricalAccuracy")
@documented("metric = tf.keras.metrics.SparseTopKCategoricalAccuracy(k=2)\n"
            "float(metric([2], [[0.1, 0.7, 0.2]]))", "1.0")  # fmt: skip
class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """The share of examples whose class is among the k with the largest predictions."""

    def __init__(self, k=5, name="sparse_top_k_categorical_accuracy", dtype=None) -> None:
        super().__init__(sparse_top_k_categorical_accuracy, name, dtype, k=k)
