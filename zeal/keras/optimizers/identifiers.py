"""tf.keras.optimizers.get, serialize, deserialize: optimizers by name and configuration."""

from typing import Any

from zeal.keras import serialization
from zeal.keras.optimizers.optimizer import Optimizer
from zeal.public import public


def _classes() -> dict:
    from zeal.keras import optimizers

    names = ("Adadelta", "Adagrad", "Adam", "Adamax", "Nadam", "RMSprop", "SGD", "Ftrl")
    return {name.lower(): getattr(optimizers, name) for name in names}


@public("keras.optimizers.serialize")
def serialize(optimizer) -> "dict[str, object]":
    """The configuration of an optimizer, without its state.

    Args:
      optimizer: an optimizer.

    Returns:
      A dict with its class and arguments.

    Example:
      >>> tf.keras.optimizers.serialize(tf.keras.optimizers.SGD())["class_name"]
      'SGD'
    """
    return serialization.serialize(optimizer)


@public("keras.optimizers.deserialize")
def deserialize(config, custom_objects=None) -> Any:
    """The optimizer of a configuration.

    Args:
      config: what `serialize` gave.
      custom_objects: classes of the program, by name.

    Returns:
      An optimizer.

    Raises:
      ValueError: there is no such optimizer.

    Example:
      >>> config = {"class_name": "SGD", "config": {"learning_rate": 0.25}}
      >>> tf.keras.optimizers.deserialize(config).get_config()["learning_rate"]
      0.25
    """
    name, arguments = serialization.class_of(config)
    found = (custom_objects or {}).get(name) or _classes().get(name.lower())
    if found is None:
        raise ValueError(f"Unknown optimizer: {name}")
    return found.from_config(arguments)


@public("keras.optimizers.get")
def get(identifier) -> Any:
    """The optimizer that a name, configuration or optimizer stands for.

    Args:
      identifier: a name such as "adam", a configuration, or an optimizer.

    Returns:
      An optimizer.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> tf.keras.optimizers.get("adam").epsilon
      1e-07
    """
    from zeal.train.optimizer import Optimizer as TrainOptimizer

    if isinstance(identifier, (Optimizer, TrainOptimizer)):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str):
        return deserialize({"class_name": identifier, "config": {}})
    raise ValueError("Could not interpret optimizer identifier:", identifier)
