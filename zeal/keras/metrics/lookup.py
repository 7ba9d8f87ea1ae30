"""Metrics by name and by configuration."""

from zeal.keras.metrics.accuracies import accuracy
from zeal.keras.serialization import deserialized
from zeal.keras.serialization import serialize as configuration
from zeal.public import public

_OF_LOSSES = ("categorical_hinge", "cosine_similarity", "logcosh")  # metrics by name alone


def _known(name):
    from zeal.keras import losses, metrics

    if name == "accuracy":
        return accuracy
    return getattr(losses if name in _OF_LOSSES else metrics, name, None)


@public("keras.metrics.serialize")
def serialize(metric):
    """What names a metric in a configuration.

    Args:
      metric: a function or an object.

    Returns:
      A name, or a dict.

    Example:
      >>> tf.keras.metrics.serialize(tf.keras.metrics.mse)
      'mean_squared_error'
    """
    return configuration(metric)


@public("keras.metrics.deserialize")
def deserialize(config, custom_objects=None):
    """The metric that a name or a configuration stands for.

    Args:
      config: the name of a function or class, or a dict that `serialize` made.
      custom_objects: a dict of further metrics by name.

    Returns:
      A function or a Metric.

    Raises:
      ValueError: it is none.

    Example:
      >>> tf.keras.metrics.deserialize("mse") is tf.keras.metrics.mean_squared_error
      True
    """
    return deserialized(config, _known, custom_objects, "metric function")


@public("keras.metrics.get")
def get(identifier):
    """The metric that a name, a configuration or a function stands for.

    Args:
      identifier: a name, a dict, or a function of (y_true, y_pred).

    Returns:
      A function or a Metric.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> tf.keras.metrics.get("mae") is tf.keras.metrics.mean_absolute_error
      True
    """
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret metric function identifier: {identifier}")
