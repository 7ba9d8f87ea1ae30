"""tensorflow.contrib.framework.python.framework.tensor_util, beside tf.contrib.framework."""

from zeal.metrics.weights import squeezed_pair

__all__ = ["remove_squeezable_dimensions"]


def remove_squeezable_dimensions(predictions, labels, name=None):
    """Predictions and labels; one that has an axis of size 1 too many comes without it."""
    labels, predictions = squeezed_pair(labels, predictions)
    return predictions, labels
