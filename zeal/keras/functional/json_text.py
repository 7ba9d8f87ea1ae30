"""Models as JSON texts and configurations, and back."""

import json
from typing import Any

from zeal.dtypes import DType
from zeal.keras import __version__
from zeal.keras.layers.lookup import deserialize
from zeal.keras.serialization import described
from zeal.public import public
from zeal.tensor_shape import Dimension, TensorShape


def model_text(model, **kwargs) -> str:
    """The JSON text of a model; see `Model.to_json`."""
    return json.dumps(_versioned(model), default=json_of, **kwargs)


def _versioned(model):
    return {**described(model), "keras_version": __version__, "backend": "tensorflow"}


def yaml_text(model, **kwargs) -> str:
    """The YAML text of a model; see `Model.to_yaml`."""
    plain = json.loads(json.dumps(_versioned(model), default=json_of))
    return _yaml("to_yaml").safe_dump(plain, **kwargs)


def _yaml(what) -> Any:
    try:
        import yaml
    except ImportError:
        raise ImportError(f"`{what}` requires PyYAML: pip install zeal[yaml]") from None
    return yaml


def json_of(value) -> Any:
    """What stands for a value that JSON has no form for.

    Args:
      value: a shape, an array, bytes, a function, a dtype or an object with a configuration.

    Raises:
      TypeError: it is none of these.
    """
    if hasattr(value, "get_config"):
        return described(value)
    if isinstance(value, TensorShape):
        return value.as_list()
    if isinstance(value, Dimension):
        return value.value
    if isinstance(value, bytes):
        import base64

        return {"bytes": base64.b64encode(value).decode()}
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, DType):
        return value.name
    if hasattr(value, "__name__"):
        return value.__name__
    raise TypeError(f"Not JSON Serializable: {value}")


def object_of(value: dict) -> Any:
    """What a JSON object stands for: bytes, or a dict."""
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
    return deserialize(json.loads(json_string, object_hook=object_of), custom_objects)


@public("keras.models.model_from_yaml")
def model_from_yaml(yaml_string, custom_objects=None) -> Any:
    """The model of a text that `to_yaml` gave.

    Args:
      yaml_string: the text, or an open file.
      custom_objects: dict from names to classes of layers that are not Keras's own.

    Returns:
      A Model with variables of its own.

    Raises:
      ImportError: PyYAML is not installed.
      ValueError: a class is unknown.

    Example:
      >>> text = "{class_name: Sequential, config: {name: s, layers: []}}"
      >>> try:
      ...     name = tf.keras.models.model_from_yaml(text).name
      ... except ImportError:
      ...     name = "s"
      >>> name
      's'
    """
    yaml = _yaml("model_from_yaml")

    class Loader(yaml.SafeLoader):  # TensorFlow writes tuples with a tag of Python's
        """Reads plain values and tuples."""

    Loader.add_constructor("tag:yaml.org,2002:python/tuple", Loader.construct_yaml_seq)
    return deserialize(yaml.load(yaml_string, Loader), custom_objects)


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
