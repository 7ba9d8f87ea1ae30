"""tf.keras.regularizers: functions of weights or outputs whose values are added to the loss."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.keras import serialization
from zeal.namespace import namespace
from zeal.ops.array.fill import zeros
from zeal.public import public


@public("keras.regularizers.Regularizer")
class Regularizer:
    """Base class of regularizers: define `__call__(x)`, which returns a scalar.

    Example:
      >>> class Largest(tf.keras.regularizers.Regularizer):
      ...     def __call__(self, x):
      ...         return tf.reduce_max(x)
      >>> float(Largest()(tf.constant([1.0, 3.0])))
      3.0
    """

    def __call__(self, x) -> Any:
        """The penalty of x; a subclass must define it.

        Args:
          x: a variable or tensor.
        """
        return 0.0

    @classmethod
    def from_config(cls, config) -> "Regularizer":
        """The regularizer of a configuration that `get_config` gave.

        Args:
          config: a dict.

        Returns:
          A Regularizer.

        Example:
          >>> float(tf.keras.regularizers.L1L2.from_config({"l1": 0.5, "l2": 0.0}).l1)
          0.5
        """
        return cls(**config)


def _single(number) -> float:
    """A number of single precision, as Keras keeps factors, also in configurations."""
    import numpy as np

    return float(np.float32(number))


@public("keras.regularizers.L1L2")
class L1L2(Regularizer):
    """`l1 * sum(abs(x)) + l2 * sum(x * x)`.

    Args:
      l1: factor of the sum of absolute values.
      l2: factor of the sum of squares.

    Example:
      >>> float(tf.keras.regularizers.L1L2(l1=1.0, l2=2.0)(tf.constant([1.0, -2.0])))
      13.0
    """

    def __init__(self, l1=0.0, l2=0.0) -> None:
        self.l1, self.l2 = _single(l1), _single(l2)

    def __call__(self, x) -> Tensor:
        x, terms = _native.convert(x), []
        if self.l1:
            terms.append(api.reduce_sum(self.l1 * abs(x)))
        if self.l2:
            terms.append(api.reduce_sum(self.l2 * api.square(x)))
        return sum(terms[1:], terms[0]) if terms else zeros([])

    def get_config(self) -> dict[str, float]:
        """What `from_config` rebuilds it from.

        Returns:
          A dict with the keys "l1" and "l2".

        Example:
          >>> tf.keras.regularizers.l2(0.5).get_config()
          {'l1': 0.0, 'l2': 0.5}
        """
        return {"l1": self.l1, "l2": self.l2}


@public("keras.regularizers.l1")
def l1(l=0.01) -> L1L2:
    """A regularizer of the sum of absolute values.

    Args:
      l: its factor.

    Returns:
      An L1L2.

    Example:
      >>> float(tf.keras.regularizers.l1(0.5)(tf.constant([1.0, -2.0])))
      1.5
    """
    return L1L2(l1=l)


@public("keras.regularizers.l2")
def l2(l=0.01) -> L1L2:
    """A regularizer of the sum of squares.

    Args:
      l: its factor.

    Returns:
      An L1L2.

    Example:
      >>> float(tf.keras.regularizers.l2(0.5)(tf.constant([1.0, -2.0])))
      2.5
    """
    return L1L2(l2=l)


@public("keras.regularizers.l1_l2")
def l1_l2(l1=0.01, l2=0.01) -> L1L2:
    """A regularizer of both sums.

    Args:
      l1: factor of the sum of absolute values.
      l2: factor of the sum of squares.

    Returns:
      An L1L2.

    Example:
      >>> float(tf.keras.regularizers.l1_l2(1.0, 2.0)(tf.constant([1.0, -2.0])))
      13.0
    """
    return L1L2(l1=l1, l2=l2)


def _known(name):
    return globals().get(name) if name in ("L1L2", "l1", "l2", "l1_l2") else None


@public("keras.regularizers.serialize")
def serialize(regularizer) -> Any:
    """The configuration that `get` rebuilds a regularizer from.

    Args:
      regularizer: a Regularizer, a function or None.

    Returns:
      A dict with the keys "class_name" and "config"; the name of a function; None for None.

    Example:
      >>> tf.keras.regularizers.serialize(tf.keras.regularizers.l1(0.5))
      {'class_name': 'L1L2', 'config': {'l1': 0.5, 'l2': 0.0}}
    """
    return serialization.serialize(regularizer)


@public("keras.regularizers.deserialize")
def deserialize(config, custom_objects=None) -> Any:
    """The regularizer that a configuration stands for.

    Args:
      config: a dict that `serialize` made, or a name.
      custom_objects: a dict of further ones by name.

    Returns:
      A Regularizer or function.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> config = {"class_name": "L1L2", "config": {"l1": 0.5}}
      >>> float(tf.keras.regularizers.deserialize(config).l1)
      0.5
    """
    return serialization.deserialized(config, _known, custom_objects, "regularizer")


@public("keras.regularizers.get")
def get(identifier) -> Any:
    """The regularizer that a name, configuration or function stands for; None gives None.

    Args:
      identifier: a name ("l2"), a dict, or a function of a tensor.

    Returns:
      A Regularizer or function, or None.

    Raises:
      ValueError: it stands for none.

    Example:
      >>> round(tf.keras.regularizers.get("l2").l2, 6)
      0.01
    """
    return serialization.found(identifier, deserialize, "regularizer")


__getattr__, __dir__ = namespace(__name__)
