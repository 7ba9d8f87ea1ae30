"""tf.train.exponential_decay and its kin: learning rates that follow the global step."""

import functools
from typing import Any

from zeal import _native
from zeal._native import Tensor, Variable, api
from zeal.dtypes import int32, int64
from zeal.eager.context import executing_eagerly
from zeal.keras.optimizers import cosine, decay
from zeal.ops.op_counts import count_parts
from zeal.public import public

# While executing eagerly a rate is a function without arguments, which reads the step when called;
# while a graph is built, a tensor.


def _at(schedule, step):
    return functools.partial(schedule, step) if executing_eagerly() else schedule(step)


@public("train.exponential_decay")
def exponential_decay(
    learning_rate,
    global_step,
    decay_steps,
    decay_rate,
    staircase=False,
    name=None,
) -> Any:
    """`learning_rate * decay_rate ** (global_step / decay_steps)`.

    Args:
      learning_rate: the rate at the start: a number or scalar tensor.
      global_step: how many steps were taken: a number, a tensor or a variable.
      decay_steps: after how many steps the rate has been multiplied once.
      decay_rate: by what it is multiplied.
      staircase: whether it falls at once, after each `decay_steps`.
      name: name scope of its ops.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Example:
      >>> step = tf.Variable(20)
      >>> rate = tf.train.exponential_decay(1.0, step, 10, 0.5)
      >>> rate().numpy()
      0.25
    """
    schedule = decay.ExponentialDecay(
        learning_rate, decay_steps, decay_rate, staircase, name
    )
    return _at(schedule, global_step)


@public("train.natural_exp_decay")
def natural_exp_decay(
    learning_rate,
    global_step,
    decay_steps,
    decay_rate,
    staircase=False,
    name=None,
) -> Any:
    """`learning_rate * exp(-decay_rate * global_step / decay_steps)`.

    Args:
      the others: as for `tf.train.exponential_decay`.
      decay_steps: how many steps count as one.
      decay_rate: how fast the rate falls.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Example:
      >>> rate = tf.train.natural_exp_decay(1.0, 20, 10, 0.5)
      >>> round(float(rate()), 4)
      0.3679
    """
    schedule = decay.ExponentialDecay(
        learning_rate, decay_steps, api.exp(-_native.convert(decay_rate)), staircase, name
    )
    return _at(schedule, global_step)


@public("train.inverse_time_decay")
def inverse_time_decay(
    learning_rate,
    global_step,
    decay_steps,
    decay_rate,
    staircase=False,
    name=None,
) -> Any:
    """`learning_rate / (1 + decay_rate * global_step / decay_steps)`.

    Args:
      the others: as for `tf.train.exponential_decay`.
      decay_steps: how many steps count as one.
      decay_rate: how fast the rate falls.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Example:
      >>> rate = tf.train.inverse_time_decay(1.0, 20, 10, 0.5)
      >>> rate().numpy()
      0.5
    """
    schedule = decay.InverseTimeDecay(
        learning_rate, decay_steps, decay_rate, staircase, name
    )
    return _at(schedule, global_step)


@public("train.polynomial_decay")
def polynomial_decay(
    learning_rate,
    global_step,
    decay_steps,
    end_learning_rate: Any = 0.0001,
    power: Any = 1.0,
    cycle=False,
    name=None,
) -> Any:
    """From one learning rate to another along `(1 - global_step / decay_steps) ** power`.

    Args:
      learning_rate, global_step, name: as for `tf.train.exponential_decay`.
      decay_steps: how many steps it takes.
      end_learning_rate: where it ends.
      power: of the polynomial; 1 is a line.
      cycle: whether it begins anew, and falls more slowly, beyond the end.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Example:
      >>> rate = tf.train.polynomial_decay(1.0, 5, 10, 0.5)
      >>> rate().numpy()
      0.75
    """
    schedule = decay.PolynomialDecay(
        learning_rate, decay_steps, end_learning_rate, power, cycle, name
    )
    return _at(schedule, global_step)


@public("train.cosine_decay")
def cosine_decay(
    learning_rate,
    global_step,
    decay_steps,
    alpha: Any = 0.0,
    name=None,
) -> Any:
    """Half a wave of the cosine, from the learning rate to its part alpha.

    Args:
      learning_rate, global_step, name: as for `tf.train.exponential_decay`.
      decay_steps: how many steps it takes.
      alpha: the part of the rate that remains.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Example:
      >>> rate = tf.train.cosine_decay(1.0, 5, 10)
      >>> round(float(rate()), 4)
      0.5
    """
    schedule = cosine.CosineDecay(
        learning_rate, decay_steps, alpha, name
    )
    return _at(schedule, global_step)


@public("train.cosine_decay_restarts")
def cosine_decay_restarts(
    learning_rate,
    global_step,
    first_decay_steps,
    t_mul: Any = 2.0,
    m_mul: Any = 1.0,
    alpha: Any = 0.0,
    name=None,
) -> Any:
    """Half waves of the cosine, each longer and lower than the one before.

    Args:
      learning_rate, global_step, name: as for `tf.train.exponential_decay`.
      first_decay_steps: how many steps the first one takes.
      t_mul: how much longer each is.
      m_mul: by what the start of each is multiplied.
      alpha: the part of the rate that remains at the end of the first.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Example:
      >>> rate = tf.train.cosine_decay_restarts(1.0, 20, 10)
      >>> round(float(rate()), 4)
      0.5
    """
    schedule = cosine.CosineDecayRestarts(
        learning_rate, first_decay_steps, t_mul, m_mul, alpha, name
    )
    return _at(schedule, global_step)


@public("train.linear_cosine_decay")
def linear_cosine_decay(
    learning_rate,
    global_step,
    decay_steps,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name=None,
) -> Any:
    """A line times waves of the cosine: `(alpha + line) * wave + beta`, times the learning rate.

    Args:
      learning_rate, global_step, name: as for `tf.train.exponential_decay`.
      decay_steps: how many steps it takes.
      num_periods: how many waves.
      alpha: added to the line.
      beta: what remains at the end.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Example:
      >>> rate = tf.train.linear_cosine_decay(1.0, 5, 10)
      >>> round(float(rate()), 4)
      0.251
    """
    schedule = cosine.LinearCosineDecay(
        learning_rate, decay_steps, num_periods, alpha, beta, name
    )
    return _at(schedule, global_step)


@public("train.noisy_linear_cosine_decay")
def noisy_linear_cosine_decay(
    learning_rate,
    global_step,
    decay_steps,
    initial_variance: Any = 1.0,
    variance_decay: Any = 0.55,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name=None,
) -> Any:
    """`linear_cosine_decay` with noise on the line, whose variance falls with the steps.

    Args:
      learning_rate: the rate at the start: a number or scalar tensor.
      global_step: how many steps were taken: a number, a tensor or a variable.
      decay_steps: how many steps it takes.
      initial_variance: the variance of the noise at the start.
      variance_decay: the variance is divided by `(1 + global_step) ** variance_decay`.
      the others: as in `linear_cosine_decay`.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Example:
      >>> rate = tf.train.noisy_linear_cosine_decay(1.0, 5, 10, initial_variance=0.0)
      >>> round(float(rate()), 4)
      0.251
    """
    schedule = cosine.NoisyLinearCosineDecay(
        learning_rate, decay_steps, initial_variance, variance_decay, num_periods, alpha, beta,
        name,
    )
    return _at(schedule, global_step)


@public("train.piecewise_constant", "train.piecewise_constant_decay")
def piecewise_constant(x, boundaries, values, name=None) -> Any:
    """One learning rate up to each boundary, another one behind it.

    Args:
      x: how many steps were taken: a number, a tensor or a variable.
      boundaries: numbers of x's dtype, growing; the last step of each piece.
      values: learning rates of one dtype, one more than boundaries.
      name: name scope of its ops.

    Returns:
      A scalar tensor; while executing eagerly, a function that returns it.

    Raises:
      ValueError: there are not as many values, or dtypes differ.

    Example:
      >>> step = tf.Variable(10)
      >>> rate = tf.train.piecewise_constant(step, [10, 20], [1.0, 0.5, 0.25])
      >>> first, _ = rate().numpy(), step.assign_add(1)
      >>> float(first), float(rate())
      (1.0, 0.5)
    """
    boundaries = [_native.convert(b) for b in boundaries]
    values = [_native.convert(v) for v in values]
    dtype = (x if isinstance(x, (Tensor, Variable)) else _native.convert(x)).dtype
    for b in boundaries:
        if b.dtype != dtype and (b.dtype, dtype) != (int32, int64):
            raise ValueError(f"Boundaries ({b.dtype}) must have the same dtype as x ({dtype}).")
    for v in values[1:]:
        if v.dtype != values[0].dtype:
            raise ValueError(
                "Values must have elements all with the same dtype "
                f"({values[0].dtype} vs {v.dtype})."
            )
    count_parts("piecewise_constant", len(boundaries))
    return _at(decay.PiecewiseConstantDecay(boundaries, values, name), x)
