"""Layers by name and by configuration."""

from typing import Any

from zeal.keras.serialization import class_of
from zeal.keras.serialization import serialize as configuration
from zeal.public import public


@public("keras.layers.serialize")
def serialize(layer) -> Any:
    """The configuration of a layer or model.

    Args:
      layer: a Layer.

    Returns:
      A dict with the keys "class_name" and "config".

    Example:
      >>> tf.keras.layers.serialize(tf.keras.layers.Flatten())["class_name"]
      'Flatten'
    """
    return configuration(layer)


@public("keras.layers.deserialize")
def deserialize(config, custom_objects=None) -> Any:
    """The layer or model that a configuration stands for.

    Args:
      config: a dict that `serialize` made.
      custom_objects: dict from names to classes of layers that are not Keras's own; those of
        `tf.keras.utils.custom_object_scope` are known too.

    Returns:
      A Layer with variables of its own.

    Raises:
      ValueError: a class is unknown.

    Example:
      >>> config = tf.keras.layers.serialize(tf.keras.layers.Dense(5))
      >>> tf.keras.layers.deserialize(config).units
      5
    """
    from zeal.keras.utils.custom_objects import CustomObjectScope, get_custom_objects

    name, arguments = class_of(config)
    found = (get_custom_objects() | (custom_objects or {})).get(name) or _known(name)
    if found is None:
        raise ValueError(f"Unknown layer: {name}; name it in custom_objects")
    with CustomObjectScope(custom_objects or {}):
        return found.from_config(arguments)


def _known(name):
    from zeal import keras
    from zeal.keras.functional.added import AddLoss, AddMetric
    from zeal.keras.functional.op_layer import TensorFlowOpLayer
    from zeal.keras.layers import batch_norm_v2

    own = {"Model": keras.Model, "Sequential": keras.Sequential, "Functional": keras.Model,
           "TensorFlowOpLayer": TensorFlowOpLayer, "AddLoss": AddLoss,
           "AddMetric": AddMetric,
           # of files that other versions of TensorFlow 1 wrote
           "BatchNormalizationV1": keras.layers.BatchNormalization,
           "BatchNormalizationV2": batch_norm_v2.BatchNormalization}  # fmt: skip
    known = own.get(name)
    if known is None and name in dir(keras.layers):
        known = getattr(keras.layers, name)
    if known is None and name in dir(keras.experimental):
        known = getattr(keras.experimental, name)
    return known if isinstance(known, type) else None
