"""Models as JSON texts and configurations, and back."""

import json
from typing import Any

from zeal.keras.layers.lookup import deserialize
from zeal.public import public
from zeal.tensor_shape import Dimension, TensorShape

_VERSION = "2.2.4-tf"  # the Keras whose form the text has


def model_text(model, **kwargs) -> str:
    """The JSON text of a model; see `Model.to_json`."""
    config = {
        "class_name": type(model).__name__, "config": model.get_config(),
        "keras_version": _VERSION, "backend": "tensorflow",
    }  # fmt: skip
    return json.dumps(config, default=_json, **kwargs)


def _json(value):
    """What JSON has no form for."""
    if isinstance(value, TensorShape):
        return value.as_list()
    if isinstance(value, Dimension):
        return value.value
    if isinstance(value, bytes):
        import base64

        return {"bytes": base64.b64encode(value).decode()}
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "__name__"):
        return value.__name__
    raise TypeError(f"Not JSON Serializable: {value}")


def _object(value):
    if set(value) == {"bytes"}:
        import base64

        return base64.b64decode(value["bytes"])
    return value


@public("keras.models.model_from_json")
def model_from_json(json_string, custom_objects=None) -> Any:
    """The model of a text that `to_json` gave.

    Args:
      json_string: the text.
      custom_objects: dict from names to classes of layers that are not Keras's own.

    Returns:
      A Model with variables of its own.

    Raises:
      ValueError: a class is unknown.

    Example:
      >>> text = tf.keras.Sequential([tf.keras.layers.Dense(2)]).to_json()
      >>> tf.keras.models.model_from_json(text).layers[0].units
      2
    """
    return deserialize(json.loads(json_string, object_hook=_object), custom_objects)


@public("keras.models.model_from_config")
def model_from_config(config, custom_objects=None) -> Any:
    """The model of a configuration.

    Args:
      config: a dict with the keys "class_name" and "config".
      custom_objects: dict from names to classes of layers that are not Keras's own.

    Returns:
      A Model with variables of its own.

    Raises:
      TypeError: config is a list, which is Sequential's alone.
      ValueError: a class is unknown.

    Example:
      >>> config = tf.keras.Sequential([tf.keras.layers.Dense(2)]).get_config()
      >>> model = {"class_name": "Sequential", "config": config}
      >>> tf.keras.models.model_from_config(model).layers[0].units
      2
    """
    if isinstance(config, list):
        raise TypeError(
            "`model_from_config` expects a dictionary, not a list. Maybe you meant to use "
            "`Sequential.from_config(config)`?"
        )
    return deserialize(config, custom_objects)
