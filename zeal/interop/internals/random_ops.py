"""tensorflow.python.ops.random_ops: normal numbers between bounds."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call
from zeal.ops.named import named
from zeal.ops.random.distributions import random_uniform

__all__ = ["parameterized_truncated_normal"]


@named("parameterized_truncated_normal")
def parameterized_truncated_normal(
    shape, means=0.0, stddevs=1.0, minvals=-2.0, maxvals=2.0, dtype=dtypes.float32, seed=None,
    name=None,
):  # fmt: skip
    """Draws normal numbers that lie between bounds.

    Args:
      shape: the result's sizes, integers; with parameters that differ, the first is their number.
      means, stddevs, minvals, maxvals: numbers, or vectors of one for each place of the first axis:
        mean and standard deviation of the normal distribution, and the bounds.
      dtype: float16, bfloat16, float32 or float64.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Raises:
      InvalidArgumentError: a standard deviation is not above 0, or bounds are the wrong way round.
    """
    dtype = dtypes.as_dtype(dtype)
    unit = random_uniform(shape, dtype="float64", seed=seed)
    parameters = [
        api.cast(_native.convert(p, dtype), "float64") for p in (means, stddevs, minvals, maxvals)
    ]
    drawn = host_call(
        "ParameterizedTruncatedNormal", _drawn, [unit, *parameters], [("float64", unit.shape)]
    )
    return api.cast(drawn[0], dtype)


def _drawn(inputs):
    """The quantiles of numbers in [0, 1), worked in the half of the bell that holds the tail."""
    import numpy as np
    from scipy.special import ndtr, ndtri

    unit, *parameters = (t.numpy() for t in inputs)
    parameters = [p.reshape(p.shape + (1,) * (unit.ndim - p.ndim)) for p in parameters]
    mean, stddev, low, high = np.broadcast_arrays(*parameters)
    if not (np.isfinite(mean) & (stddev > 0) & (low < high)).all():
        raise InvalidArgumentError(
            "Invalid parameters: a standard deviation must be above 0, a minimum below its maximum"
        )
    a, b = (low - mean) / stddev, (high - mean) / stddev
    turn = a > 0
    a, b = np.where(turn, -b, a), np.where(turn, -a, b)
    x = np.clip(ndtri(ndtr(a) + unit * (ndtr(b) - ndtr(a))), a, b)
    return [mean + stddev * np.where(turn, -x, x)]
