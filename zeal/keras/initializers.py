"""tf.keras.initializers: initializers by name, with Keras's default widths."""

import sys
from functools import cache, wraps
from inspect import isfunction
from typing import TYPE_CHECKING, Any

from zeal import dtypes
from zeal.keras import serialization
from zeal.keras.utils.custom_objects import CustomObjectScope, get_custom_objects
from zeal.namespace import namespace
from zeal.public import public
from zeal.state import initializers as _base
from zeal.state.initializers import (
    Constant,
    GlorotNormal,
    GlorotUniform,
    Ones,
    VarianceScaling,
    Zeros,
)

if TYPE_CHECKING:
    from zeal.state.initializers import Initializer


@public(
    "keras.initializers.RandomNormal",
    "keras.initializers.normal",
    "keras.initializers.random_normal",
)
class RandomNormal(_base.RandomNormal):
    """Normally distributed numbers; standard deviation 0.05 by default.

    Args:
      mean: number, the mean.
      stddev: number, the standard deviation.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Example:
      >>> tf.keras.initializers.RandomNormal()([2, 3]).shape.as_list()
      [2, 3]
    """

    def __init__(self, mean=0.0, stddev=0.05, seed=None, dtype: Any = dtypes.float32) -> None:
        super().__init__(mean, stddev, seed, dtype)


@public("keras.initializers.TruncatedNormal", "keras.initializers.truncated_normal")
class TruncatedNormal(_base.TruncatedNormal):
    """Normal numbers within two standard deviations; one is 0.05 by default.

    Args:
      mean: number, the mean before cutting.
      stddev: number, the standard deviation before cutting.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Example:
      >>> x = tf.keras.initializers.TruncatedNormal()([100])
      >>> bool(tf.reduce_all(tf.abs(x) < 0.11))
      True
    """

    def __init__(self, mean=0.0, stddev=0.05, seed=None, dtype: Any = dtypes.float32) -> None:
        super().__init__(mean, stddev, seed, dtype)


@public(
    "keras.initializers.RandomUniform",
    "keras.initializers.random_uniform",
    "keras.initializers.uniform",
)
class RandomUniform(_base.RandomUniform):
    """Uniform numbers; between -0.05 and 0.05 by default.

    Args:
      minval: number, the lower bound.
      maxval: number, the upper bound, which is left out.
      seed: operation seed.
      dtype: element type used when the call names none.

    Example:
      >>> x = tf.keras.initializers.RandomUniform()([100])
      >>> bool(tf.reduce_all(tf.abs(x) <= 0.05))
      True
    """

    def __init__(self, minval=-0.05, maxval=0.05, seed=None, dtype: Any = dtypes.float32) -> None:
        super().__init__(minval, maxval, seed, dtype)


@public("initializers.he_normal", "keras.initializers.he_normal")
def he_normal(seed=None) -> "Initializer":
    """Truncated normal numbers of variance `2 / inputs` (He et al. 2015).

    Args:
      seed: operation seed.

    Returns:
      An initializer.

    Example:
      >>> tf.keras.initializers.he_normal()([2, 3]).shape.as_list()
      [2, 3]
    """
    return VarianceScaling(2.0, "fan_in", "truncated_normal", seed)


@public("initializers.he_uniform", "keras.initializers.he_uniform")
def he_uniform(seed=None) -> "Initializer":
    """Uniform numbers of variance `2 / inputs` (He et al. 2015).

    Args:
      seed: operation seed.

    Returns:
      An initializer.

    Example:
      >>> x = tf.keras.initializers.he_uniform()([6, 2])
      >>> bool(tf.reduce_all(tf.abs(x) <= 1.0))
      True
    """
    return VarianceScaling(2.0, "fan_in", "uniform", seed)


@public("initializers.lecun_normal", "keras.initializers.lecun_normal")
def lecun_normal(seed=None) -> "Initializer":
    """Truncated normal numbers of variance `1 / inputs` (LeCun et al. 1998).

    Args:
      seed: operation seed.

    Returns:
      An initializer.

    Example:
      >>> tf.keras.initializers.lecun_normal()([2, 3]).shape.as_list()
      [2, 3]
    """
    return VarianceScaling(1.0, "fan_in", "truncated_normal", seed)


@public("initializers.lecun_uniform", "keras.initializers.lecun_uniform")
def lecun_uniform(seed=None) -> "Initializer":
    """Uniform numbers of variance `1 / inputs` (LeCun et al. 1998).

    Args:
      seed: operation seed.

    Returns:
      An initializer.

    Example:
      >>> x = tf.keras.initializers.lecun_uniform()([3, 2])
      >>> bool(tf.reduce_all(tf.abs(x) <= 1.0))
      True
    """
    return VarianceScaling(1.0, "fan_in", "uniform", seed)


@cache
def repeating(initializer) -> Any:
    """TensorFlow 2's initializer: with a seed it draws the same numbers at each call.

    Args:
      initializer: a class of initializers, or a function of a seed that makes one.

    Returns:
      The same of TensorFlow 2; what draws no numbers as it is.
    """
    if isfunction(initializer):
        return wraps(initializer)(lambda seed=None: _repeating_one(initializer(seed)))
    if "seed" not in initializer._fields:
        return initializer
    about = {"_repeats": True, "__doc__": initializer.__doc__, "__module__": __name__}
    return type(initializer.__name__, (initializer,), about)


def _repeating_one(made):
    return repeating(type(made)).from_config(made.get_config())


zeros, ones, constant = Zeros, Ones, Constant
glorot_uniform, glorot_normal = GlorotUniform, GlorotNormal
normal = random_normal = RandomNormal
uniform = random_uniform = RandomUniform
truncated_normal = TruncatedNormal
default_for = _base.default_for


@public("keras.initializers.get")
def get(identifier) -> Any:
    """The initializer that a name, configuration, class or function stands for; None gives None.

    Args:
      identifier: a name, a dict `{"class_name": ..., "config": {...}}`, an Initializer class or
        object, a function of (shape, dtype), or None.

    Returns:
      An initializer or function, or None.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> tf.keras.initializers.get("ones")([2]).numpy().tolist()
      [1.0, 1.0]
    """
    if identifier is None:
        return None
    config: dict = {}
    if isinstance(identifier, dict):
        identifier, config = serialization.class_of(identifier)
        if _class(identifier) is None:
            raise ValueError(f"Unknown initializer: {identifier}")
    if isinstance(identifier, str):
        if _class(identifier) is None:
            raise ValueError(f"Unknown initializer:{identifier}")
        found = _class(identifier)
        if isfunction(found) and identifier in get_custom_objects():
            return found
        return found(**config)
    if isinstance(identifier, type):
        return identifier()
    if callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret initializer identifier: {identifier}")


@public("keras.initializers.deserialize")
def deserialize(config, custom_objects=None) -> Any:
    """The initializer that a configuration or a name stands for.

    Args:
      config: what `get` takes.
      custom_objects: a dict of further ones by name.

    Returns:
      An initializer or function.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> config = {"class_name": "Constant", "config": {"value": 2.0}}
      >>> tf.keras.initializers.deserialize(config)([1]).numpy().tolist()
      [2.0]
    """
    with CustomObjectScope(custom_objects or {}):
        return get(config)


__getattr__, __dir__ = namespace(__name__)


def _class(name):
    """The initializer of a public name or of custom objects, None where there is none."""
    if name in get_custom_objects():
        return get_custom_objects()[name]
    name = {"one": "ones", "zero": "zeros"}.get(name, name)
    known = name in __dir__() and name not in ("deserialize", "get", "serialize")
    return getattr(sys.modules[__name__], name) if known else None


@public("keras.initializers.serialize")
def serialize(initializer) -> Any:
    """The configuration that `get` rebuilds an initializer from.

    Args:
      initializer: an Initializer, a function or None.

    Returns:
      A dict with the keys "class_name" and "config"; the name of a function; None for None.

    Raises:
      ValueError: initializer is none of these.

    Example:
      >>> tf.keras.initializers.serialize(tf.keras.initializers.Zeros())
      {'class_name': 'Zeros', 'config': {'dtype': 'float32'}}
    """
    return serialization.serialize(initializer)


