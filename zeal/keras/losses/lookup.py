"""Losses by name and by configuration."""

from zeal.keras.serialization import deserialized
from zeal.keras.serialization import serialize as configuration
from zeal.public import public


def _known(name):
    from zeal.keras import losses
    from zeal.keras.losses.regression import huber_loss

    # TensorFlow knows this one by name, and publishes it as a class alone.
    return huber_loss if name == "huber_loss" else getattr(losses, name, None)


@public("keras.losses.serialize")
def serialize(loss):
    """What names a loss in a configuration.

    Args:
      loss: a function or an object.

    Returns:
      A name, or a dict.

    Example:
      >>> tf.keras.losses.serialize(tf.keras.losses.mse)
      'mean_squared_error'
    """
    return configuration(loss)


@public("keras.losses.deserialize")
def deserialize(name, custom_objects=None):
    """The loss that a name or a configuration stands for.

    Args:
      name: the name of a function or class, or a dict that `serialize` made.
      custom_objects: a dict of further losses by name.

    Returns:
      A function or a Loss.

    Raises:
      ValueError: it is none.

    Example:
      >>> tf.keras.losses.deserialize("mse") is tf.keras.losses.mean_squared_error
      True
    """
    return deserialized(name, _known, custom_objects, "loss function")


@public("keras.losses.get")
def get(identifier):
    """The loss that a name, a configuration or a function stands for; None gives None.

    Args:
      identifier: a name, a dict, or a function of (y_true, y_pred).

    Returns:
      A function or a Loss, or None.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> tf.keras.losses.get("mae") is tf.keras.losses.mean_absolute_error
      True
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier
    raise ValueError("Could not interpret loss function identifier:", identifier)
