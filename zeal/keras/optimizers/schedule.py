"""The base of learning rate schedules, and their configurations."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.eager.context import executing_eagerly
from zeal.keras import serialization
from zeal.ops.array.constant import constant
from zeal.public import public


@public("keras.optimizers.schedules.LearningRateSchedule")
class LearningRateSchedule:
    """Base of schedules: objects that optimizers call with the number of steps.

    A subclass has `__call__(step)`, which returns the learning rate, and `get_config()`.

    Example:
      >>> class Halved(tf.keras.optimizers.schedules.LearningRateSchedule):
      ...     def __call__(self, step):
      ...         return 0.5 ** tf.cast(step, tf.float32)
      >>> Halved()(tf.constant(2)).numpy()
      0.25
    """

    # What `get_config` gives: arguments, kept as attributes.
    _arguments: tuple[str, ...] = ()

    def __call__(self, step) -> Tensor:
        """The learning rate after a number of steps."""
        raise NotImplementedError("Learning rate schedule must override __call__")

    def get_config(self) -> dict:
        """The arguments that make the schedule anew.

        Returns:
          A dict.

        Example:
          >>> rate = tf.keras.optimizers.schedules.PiecewiseConstantDecay([5], [1.0, 0.1])
          >>> rate.get_config()
          {'boundaries': [5], 'values': [1.0, 0.1], 'name': None}
        """
        if not self._arguments:
            raise NotImplementedError("Learning rate schedule must override get_config")
        return {name: getattr(self, name) for name in self._arguments}

    @classmethod
    def from_config(cls, config) -> "LearningRateSchedule":
        """A schedule from what `get_config` gave.

        Args:
          config: a dict.

        Returns:
          A schedule.

        Example:
          >>> Decay = tf.keras.optimizers.schedules.ExponentialDecay
          >>> Decay.from_config(Decay(0.1, 10, 0.9).get_config()).decay_rate
          0.9
        """
        return cls(**config)


def as_rate(value) -> Tensor:
    """The first learning rate as a tensor, a constant of its name in graphs."""
    if executing_eagerly() or isinstance(value, (_native.Tensor, _native.Variable)):
        return _native.convert(value)
    return constant(value, name="initial_learning_rate")


def cast(value, dtype) -> Tensor:
    """Any number as a tensor of dtype."""
    return api.cast(value, dtype)


@public("keras.optimizers.schedules.serialize")
def serialize(learning_rate_schedule) -> "dict[str, object]":
    """The configuration of a schedule.

    Args:
      learning_rate_schedule: a schedule.

    Returns:
      A dict with its class and arguments.

    Example:
      >>> rate = tf.keras.optimizers.schedules.PiecewiseConstantDecay([5], [1.0, 0.1])
      >>> tf.keras.optimizers.schedules.serialize(rate)["class_name"]
      'PiecewiseConstantDecay'
    """
    return serialization.serialize(learning_rate_schedule)


@public("keras.optimizers.schedules.deserialize")
def deserialize(config, custom_objects=None) -> Any:
    """The schedule of a configuration.

    Args:
      config: what `serialize` gave.
      custom_objects: classes of the program, by name.

    Returns:
      A schedule.

    Raises:
      ValueError: there is no such schedule.

    Example:
      >>> rate = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
      >>> serialized = tf.keras.optimizers.schedules.serialize(rate)
      >>> tf.keras.optimizers.schedules.deserialize(serialized).decay_steps
      10
    """
    from zeal.keras.optimizers import cosine, decay

    name, arguments = serialization.class_of(config)
    known = {**vars(cosine), **vars(decay), **(custom_objects or {})}
    if not isinstance(known.get(name), type):
        raise ValueError(f"Unknown decay: {name}")
    return known[name].from_config(arguments)
