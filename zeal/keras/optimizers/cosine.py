"""Schedules that fall along a cosine."""

import math
from typing import Any

from zeal._native import api
from zeal.graph.conditions import cond
from zeal.keras.optimizers.schedule import LearningRateSchedule, as_rate, cast
from zeal.ops.random.distributions import random_normal
from zeal.public import public
from zeal.state.scope import name_scope


def _half_wave(fraction):
    """From 1 to 0 while fraction goes from 0 to 1, along a cosine."""
    return 0.5 * (1.0 + api.cos(cast(math.pi, fraction.dtype) * fraction))


@public("keras.experimental.CosineDecay")
class CosineDecay(LearningRateSchedule):
    """Half a wave of the cosine, from the initial learning rate to its part alpha.

    Loshchilov and Hutter, 2017: SGDR, Stochastic Gradient Descent with Warm Restarts.

    Args:
      initial_learning_rate: a number or scalar tensor.
      decay_steps: how many steps it takes.
      alpha: the part of the rate that remains.
      name: name scope of its ops.

    Example:
      >>> rate = tf.keras.experimental.CosineDecay(1.0, 10)
      >>> round(float(rate(5)), 4)
      0.5
    """

    _arguments = ("initial_learning_rate", "decay_steps", "alpha", "name")

    def __init__(self, initial_learning_rate, decay_steps, alpha: Any = 0.0, name=None) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha
        self.name = name

    def __call__(self, step):
        with name_scope(self.name or "CosineDecay"):
            rate = as_rate(self.initial_learning_rate)
            steps = cast(self.decay_steps, rate.dtype)
            wave = _half_wave(api.minimum(cast(step, rate.dtype), steps) / steps)
            return api.multiply(rate, (1 - self.alpha) * wave + self.alpha)


@public("keras.experimental.CosineDecayRestarts")
class CosineDecayRestarts(LearningRateSchedule):
    """Half waves of the cosine, each longer and lower than the one before.

    Loshchilov and Hutter, 2017: SGDR, Stochastic Gradient Descent with Warm Restarts.

    Args:
      initial_learning_rate: a number or scalar tensor.
      first_decay_steps: how many steps the first one takes.
      t_mul: how much longer each is.
      m_mul: by what the start of each is multiplied.
      alpha: the part of the rate that remains at the end of the first.
      name: name scope of its ops.

    Example:
      >>> rate = tf.keras.experimental.CosineDecayRestarts(1.0, 10)
      >>> [round(float(rate(step)), 4) for step in (5, 10, 20)]
      [0.5, 1.0, 0.5]
    """

    _arguments = ("initial_learning_rate", "first_decay_steps", "t_mul", "m_mul", "alpha", "name")

    def __init__(
        self,
        initial_learning_rate,
        first_decay_steps,
        t_mul: Any = 2.0,
        m_mul: Any = 1.0,
        alpha: Any = 0.0,
        name=None,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = first_decay_steps
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step):
        with name_scope(self.name or "SGDRDecay") as scope:
            rate = as_rate(self.initial_learning_rate)
            first, alpha, t_mul, m_mul = (
                cast(value, rate.dtype)
                for value in (self.first_decay_steps, self.alpha, self.t_mul, self.m_mul)
            )
            done = cast(step, rate.dtype) / first
            restarts, fraction = cond(
                api.equal(t_mul, cast(1.0, rate.dtype)),
                lambda: _even_waves(done), lambda: _longer_waves(done, t_mul),
            )  # fmt: skip
            wave = _half_wave(fraction) * m_mul**restarts
            return api.multiply(rate, (1 - alpha) * wave + alpha, name=scope)


def _even_waves(done):
    """How many waves are over, and which part of the present one."""
    restarts = api.floor(done)
    return restarts, done - restarts


def _longer_waves(done, t_mul):
    restarts = api.floor(api.log(1.0 - done * (1.0 - t_mul)) / api.log(t_mul))
    length = t_mul**restarts
    return restarts, (done - (1.0 - length) / (1.0 - t_mul)) / length


@public("keras.experimental.LinearCosineDecay")
class LinearCosineDecay(LearningRateSchedule):
    """A line times waves of the cosine: `(alpha + line) * wave + beta`, times the initial rate.

    Bello et al., 2017: Neural Optimizer Search with Reinforcement Learning.

    Args:
      num_periods: how many waves.
      alpha: added to the line.
      beta: what remains at the end.
      the others: as for `CosineDecay`.

    Example:
      >>> rate = tf.keras.experimental.LinearCosineDecay(1.0, 10)
      >>> round(float(rate(5)), 4)
      0.251
    """

    _arguments = ("initial_learning_rate", "decay_steps", "num_periods", "alpha", "beta", "name")

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        num_periods: Any = 0.5,
        alpha: Any = 0.0,
        beta: Any = 0.001,
        name=None,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.num_periods = num_periods
        self.alpha = alpha
        self.beta = beta
        self.name = name

    def __call__(self, step):
        with name_scope(self.name or type(self).__name__) as scope:
            rate = as_rate(self.initial_learning_rate)
            periods, alpha, beta, steps = (
                cast(value, rate.dtype)
                for value in (self.num_periods, self.alpha, self.beta, self.decay_steps)
            )
            step = api.minimum(cast(step, rate.dtype), steps)
            wave = _half_wave(2.0 * periods * (step / steps))
            line = self._line(step, (steps - step) / steps)
            return api.multiply(rate, (alpha + line) * wave + beta, name=scope)

    def _line(self, step, line):
        return line


@public("keras.experimental.NoisyLinearCosineDecay")
class NoisyLinearCosineDecay(LinearCosineDecay):
    """`LinearCosineDecay` with noise on the line, whose variance falls with the steps.

    Bello et al., 2017: Neural Optimizer Search with Reinforcement Learning.

    Args:
      initial_learning_rate: a number or scalar tensor.
      decay_steps: how many steps it takes.
      initial_variance: the variance of the noise at the start.
      variance_decay: the variance is divided by `(1 + step) ** variance_decay`.
      the others: as in `LinearCosineDecay`.

    Example:
      >>> rate = tf.keras.experimental.NoisyLinearCosineDecay(1.0, 10, initial_variance=0.0)
      >>> round(float(rate(5)), 4)
      0.251
    """

    _arguments = (
        "initial_learning_rate", "decay_steps", "initial_variance", "variance_decay",
        "num_periods", "alpha", "beta", "name",
    )  # fmt: skip

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        initial_variance: Any = 1.0,
        variance_decay: Any = 0.55,
        num_periods: Any = 0.5,
        alpha: Any = 0.0,
        beta: Any = 0.001,
        name=None,
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, num_periods, alpha, beta, name)
        self.initial_variance = initial_variance
        self.variance_decay = variance_decay

    def _line(self, step, line):
        variance = cast(self.initial_variance, step.dtype)
        variance /= api.pow(1.0 + step, cast(self.variance_decay, step.dtype))
        return line + random_normal(line.shape, stddev=api.sqrt(variance), dtype=step.dtype)
