"""How much the signs of AddSignOptimizer and PowerSignOptimizer count, by the step.

I. Bello et al., "Neural optimizer search with reinforcement learning", 2017.
"""

import math

from zeal._native import api
from zeal.dtypes import float32
from zeal.ops.array.where import where


def _share(global_step, decay_steps, what):
    """How far a step is, from 0 to 1, where all stays."""
    if global_step is None:
        raise ValueError(f"global_step is required for {what}.")
    return api.cast(api.minimum(global_step, decay_steps), float32) / float(decay_steps)


def _cosine(fraction):
    return 0.5 * (1.0 + api.cos(math.pi * fraction))


def get_linear_decay_fn(decay_steps):
    """A function of the global step that falls from 1 to 0."""
    return lambda step: api.maximum(1.0 - _share(step, decay_steps, "linear_decay"), 0.0)


def get_cosine_decay_fn(decay_steps, num_periods=0.5, zero_after=None):
    """A function of the global step that goes from 1 as a cosine does.

    Args:
      decay_steps: the number of steps.
      num_periods: how many periods that are.
      zero_after: after so many periods it is 0; None for never.
    """

    def decay(global_step):
        fraction = 2.0 * num_periods * _share(global_step, decay_steps, "cosine_decay")
        decayed = _cosine(fraction)
        if zero_after is None:
            return decayed
        return where(fraction >= 2.0 * zero_after, 0.0, decayed)

    return decay


def get_restart_decay_fn(decay_steps, num_periods=1, zero_after=None):
    """A function of the global step that falls from 1 to 0 as a cosine does, several times.

    Args:
      decay_steps: the number of steps.
      num_periods: how many times.
      zero_after: after so many times it is 0; None for never.
    """

    def decay(global_step):
        periods = num_periods * _share(global_step, decay_steps, "cosine_decay")
        decayed = _cosine(api.mod(periods, 1.0))
        if zero_after is None:
            return decayed
        return where(periods >= zero_after, 0.0, decayed)

    return decay
