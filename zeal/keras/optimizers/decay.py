"""Schedules that fall: exponentially, in pieces, by powers, with the inverse of time."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.graph.cases import case
from zeal.graph.conditions import cond
from zeal.keras.optimizers.schedule import LearningRateSchedule, as_rate, cast
from zeal.public import public
from zeal.state.scope import name_scope


@public("keras.optimizers.schedules.ExponentialDecay")
class ExponentialDecay(LearningRateSchedule):
    """`initial_learning_rate * decay_rate ** (step / decay_steps)`.

    Args:
      initial_learning_rate: a number or scalar tensor.
      decay_steps: after how many steps the rate has been multiplied once.
      decay_rate: by what it is multiplied.
      staircase: whether it falls at once, after each `decay_steps`.
      name: name scope of its ops.

    Example:
      >>> rate = tf.keras.optimizers.schedules.ExponentialDecay(1.0, 10, 0.5)
      >>> rate(20).numpy()
      0.25
    """

    _arguments = ("initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name")

    def __init__(
        self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step):
        with name_scope(self.name or "ExponentialDecay") as scope:
            rate = as_rate(self.initial_learning_rate)
            power = api.pow(cast(self.decay_rate, rate.dtype), _passed(self, step, rate.dtype))
            return api.multiply(rate, power, name=scope)


def _passed(schedule, step, dtype):
    """Steps taken over `decay_steps`, cut to whole ones on a staircase."""
    steps = cast(schedule.decay_steps, dtype)
    passed = cast(step, dtype) / steps
    return api.floor(passed) if schedule.staircase else passed


@public("keras.optimizers.schedules.InverseTimeDecay")
class InverseTimeDecay(LearningRateSchedule):
    """`initial_learning_rate / (1 + decay_rate * step / decay_steps)`.

    Args:
      decay_steps: how many steps count as one.
      decay_rate: how fast the rate falls.
      the others: as for `ExponentialDecay`.

    Example:
      >>> rate = tf.keras.optimizers.schedules.InverseTimeDecay(1.0, 10, 0.5)
      >>> rate(20).numpy()
      0.5
    """

    _arguments = ExponentialDecay._arguments
    __init__ = ExponentialDecay.__init__

    def __call__(self, step):
        with name_scope(self.name or "InverseTimeDecay") as scope:
            rate = as_rate(self.initial_learning_rate)
            decay_rate = cast(self.decay_rate, rate.dtype)
            divisor = 1 + decay_rate * _passed(self, step, rate.dtype)
            return api.realdiv(rate, divisor, name=scope)


@public("keras.optimizers.schedules.PiecewiseConstantDecay")
class PiecewiseConstantDecay(LearningRateSchedule):
    """One learning rate up to each boundary, another one behind it.

    Args:
      boundaries: numbers of steps, growing; the last step of each piece.
      values: learning rates, one more than boundaries.
      name: name scope of its ops.

    Raises:
      ValueError: there are not as many values.

    Example:
      >>> rate = tf.keras.optimizers.schedules.PiecewiseConstantDecay([10, 20], [1.0, 0.5, 0.1])
      >>> [rate(step).numpy().item() for step in (10, 11, 21)]
      [1.0, 0.5, 0.10000000149011612]
    """

    _arguments = ("boundaries", "values", "name")

    def __init__(self, boundaries, values, name=None) -> None:
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "The length of boundaries should be 1 less than the length of values"
            )
        self.boundaries = boundaries
        self.values = values
        self.name = name

    def __call__(self, step):
        with name_scope(self.name or "PiecewiseConstant"):
            step = _native.convert(step)
            boundaries = [cast(b, step.dtype) for b in map(_native.convert, self.boundaries)]
            values = [_native.convert(v) for v in self.values]
            return case(_pieces(step, boundaries, values), lambda: values[0], exclusive=True)


def _pieces(step, boundaries, values):
    pieces = [
        (step <= boundaries[0], lambda: values[0]),
        (step > boundaries[-1], lambda: values[-1]),
    ]
    for low, high, value in zip(boundaries[:-1], boundaries[1:], values[1:-1], strict=True):
        inside = api.logical_and(step > low, step <= high)
        pieces.append((inside, lambda value=value: value))
    return pieces


@public("keras.optimizers.schedules.PolynomialDecay")
class PolynomialDecay(LearningRateSchedule):
    """From one learning rate to another: the difference times `(1 - step / decay_steps) ** power`.

    Args:
      initial_learning_rate: a number or scalar tensor.
      decay_steps: how many steps it takes.
      end_learning_rate: where it ends.
      power: of the polynomial; 1 is a line.
      cycle: whether it begins anew, and falls more slowly, beyond the end.
      name: name scope of its ops.

    Example:
      >>> rate = tf.keras.optimizers.schedules.PolynomialDecay(1.0, 10, 0.5)
      >>> rate(5).numpy()
      0.75
    """

    _arguments = (
        "initial_learning_rate", "decay_steps", "end_learning_rate", "power", "cycle", "name",
    )  # fmt: skip

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        end_learning_rate: Any = 0.0001,
        power: Any = 1.0,
        cycle=False,
        name=None,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step):
        with name_scope(self.name or "PolynomialDecay") as scope:
            rate = as_rate(self.initial_learning_rate)
            end, power = cast(self.end_learning_rate, rate.dtype), cast(self.power, rate.dtype)
            step, steps = cast(step, rate.dtype), cast(self.decay_steps, rate.dtype)
            if self.cycle:
                steps = steps * _cycles(step, steps)
            else:
                step = api.minimum(step, steps)
            left = api.pow(1 - step / steps, power)
            return api.add((rate - end) * left, end, name=scope)


def _cycles(step, steps):
    """How many times `steps` have begun; 1 at the start."""
    one = cast(1.0, step.dtype)
    return cond(api.equal(step, cast(0, step.dtype)), lambda: one, lambda: api.ceil(step / steps))
