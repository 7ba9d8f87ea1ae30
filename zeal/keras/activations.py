"""tf.keras.activations: functions by name."""

import sys
from typing import Any

from zeal._native import Tensor, api
from zeal.keras import serialization
from zeal.keras.utils.custom_objects import CustomObjectScope, get_custom_objects
from zeal.namespace import namespace
from zeal.ops.array.where import where
from zeal.ops.named import named
from zeal.ops.nn.activation import leaky_relu
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)


@public("keras.activations.linear")
def linear(x) -> Any:
    """Returns x.

    Args:
      x: any value.

    Example:
      >>> linear(3)
      3
    """
    return x


@public("keras.activations.selu")
def selu(x) -> Tensor:
    """`tf.nn.selu`: elu with a scale, under which layers keep mean 0 and variance 1.

    Args:
      x: floating tensor.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.keras.activations.selu(tf.constant([1.0])).numpy()
      array([1.050701], dtype=float32)
    """
    return api.selu(x)


@public("keras.activations.softplus")
def softplus(x) -> Tensor:
    """`log(exp(x) + 1)`.

    Args:
      x: floating tensor.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.keras.activations.softplus(tf.constant([0.0])).numpy()
      array([0.6931472], dtype=float32)
    """
    return api.softplus(x)


@public("keras.activations.softsign")
def softsign(x) -> Tensor:
    """`x / (abs(x) + 1)`.

    Args:
      x: floating tensor.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.keras.activations.softsign(tf.constant([1.0])).numpy()
      array([0.5], dtype=float32)
    """
    return api.softsign(x)


@public("keras.activations.elu")
def elu(x, alpha=1.0) -> Tensor:
    """Exponential linear unit: x where positive, else `alpha * (exp(x) - 1)`. Clevert et al., 2015.

    Args:
      x: floating tensor.
      alpha: number, minus the limit for very negative x.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.keras.activations.elu(tf.constant([-100.0, 2.0])).numpy().tolist()
      [-1.0, 2.0]
    """
    y = api.elu(x)
    return y if alpha == 1 else where(x > 0, y, alpha * y)


@public("keras.activations.relu")
def relu(x, alpha=0.0, max_value=None, threshold=0) -> Tensor:
    """Rectified linear unit, with a slope below the threshold and a largest value.

    Args:
      x: a floating tensor.
      alpha: slope of values below the threshold.
      max_value: largest value of the result (0 if it is negative), or None.
      threshold: values at or below it count as off.

    Returns:
      A tensor shaped like x.

    Example:
      >>> tf.keras.activations.relu(tf.constant([-1.0, 2.0, 9.0]), 0.5, 6.0).numpy().tolist()
      [-0.5, 2.0, 6.0]
    """
    if max_value is None and threshold == 0:
        return leaky_relu(x, alpha) if alpha else api.relu(x)
    if threshold != 0:
        y = x * api.cast(x > threshold, x.dtype)
    else:
        y = api.relu6(x) if max_value == 6 else api.relu(x)
    if max_value is not None and (max_value != 6 or threshold != 0):
        y = api.clip_by_value(y, 0.0, max_value)
    return y if alpha == 0 else y - alpha * api.relu(threshold - x)


@public("keras.activations.softmax")
def softmax(x, axis=-1) -> Tensor:
    """Softmax along an axis; x must have at least two axes.

    Args:
      x: floating tensor of at least two axes.
      axis: the axis along which results sum to 1.

    Returns:
      A tensor of x's shape and dtype.

    Raises:
      ValueError: x has one axis.

    Example:
      >>> tf.keras.activations.softmax(tf.zeros([1, 4])).numpy().tolist()
      [[0.25, 0.25, 0.25, 0.25]]
    """
    if x.shape.ndims is not None and x.shape.ndims < 2:
        raise ValueError(f"Cannot apply softmax to a tensor that is 1D. Received input: {x!s}")
    return api.softmax(x, axis=axis)


@public("keras.activations.hard_sigmoid")
@named("clip_by_value")
def hard_sigmoid(x) -> Tensor:
    """`0.2 * x + 0.5`, clipped to [0, 1].

    Args:
      x: floating tensor.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.keras.activations.hard_sigmoid(tf.constant([-5.0, 0.0, 5.0])).numpy().tolist()
      [0.0, 0.5, 1.0]
    """
    return api.minimum(api.maximum(0.2 * x + 0.5, 0.0), 1.0)


@public("keras.activations.get")
def get(identifier) -> Any:
    """The activation a name, function or None stands for; None gives `linear`.

    Args:
      identifier: a name such as "relu" or of a custom object, a function, the configuration of a
        layer, or None.

    Returns:
      A function of a tensor.

    Raises:
      ValueError: the name is unknown, or the configuration is of no layer.
      TypeError: identifier is neither.

    Example:
      >>> tf.keras.activations.get("relu")(tf.constant([-1.0, 1.0])).numpy().tolist()
      [0.0, 1.0]
    """
    if identifier is None:
        return linear
    if isinstance(identifier, dict):
        return _layer_of(identifier)
    if isinstance(identifier, str):
        if identifier in get_custom_objects():
            return get_custom_objects()[identifier]
        if identifier in __dir__() and identifier not in ("deserialize", "get", "serialize"):
            return getattr(sys.modules[__name__], identifier)
        raise ValueError(f"Unknown activation function:{identifier}")
    if callable(identifier):
        return identifier
    raise TypeError(f"Could not interpret activation function identifier: {identifier!r}")


@public("keras.activations.deserialize")
def deserialize(name, custom_objects=None) -> Any:
    """The activation that a name or a configuration stands for.

    Args:
      name: what `get` takes.
      custom_objects: a dict of further ones by name.

    Returns:
      A function of a tensor.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> tf.keras.activations.deserialize("twice", {"twice": lambda x: 2 * x})(3)
      6
    """
    with CustomObjectScope(custom_objects or {}):
        return get(name)


def _layer_of(config):
    """The layer of a configuration, as an activation."""
    from zeal.keras.layers.lookup import deserialize

    name = serialization.class_of(config)[0]
    try:
        return deserialize(config)
    except ValueError as e:
        raise ValueError(f"Unknown activation: {name}") from e


@public("keras.activations.serialize")
def serialize(activation) -> Any:
    """The name of an activation.

    Args:
      activation: a function, an object with `get_config`, or None.

    Returns:
      Its `__name__`, a configuration, or None.

    Raises:
      ValueError: activation is none of these.

    Example:
      >>> tf.keras.activations.serialize(tf.keras.activations.linear)
      'linear'
    """
    return serialization.serialize(activation)
