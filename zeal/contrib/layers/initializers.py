"""tf.contrib.layers' initializers of weights."""

import math

from zeal.contrib.layers.collecting import published
from zeal.dtypes import as_dtype, float32
from zeal.ops.random import distributions as random
from zeal.public import publish


@published("variance_scaling_initializer")
def variance_scaling_initializer(
    factor=2.0, mode="FAN_IN", uniform=False, seed=None, dtype=float32
):
    """Numbers whose variance is `factor / n`, n the number of inputs, outputs, or their mean.

    Args:
      factor: positive number.
      mode: "FAN_IN", "FAN_OUT" or "FAN_AVG": what n is.
      uniform: whether numbers are uniform; else normal ones within two standard deviations.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Returns:
      A function of (shape, dtype, partition_info).

    Raises:
      TypeError: the mode is unknown, or dtype no floating one.

    Example:
      >>> make = tf.contrib.layers.variance_scaling_initializer(3.0, uniform=True)
      >>> bool(tf.reduce_all(tf.abs(make([9, 4])) <= 1.0))
      True

    Source: He et al. 2015.
    """
    _require_floating(dtype)
    if mode not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        raise TypeError("Unknown mode %s [FAN_IN, FAN_OUT, FAN_AVG]", mode)

    def initializer(shape, dtype=dtype, partition_info=None):
        _require_floating(dtype)
        scale = factor / _units(shape, mode)
        if uniform:
            limit = math.sqrt(3.0 * scale)
            return random.random_uniform(shape, -limit, limit, dtype, seed=seed)
        # 1.3 makes up for what is cut off beyond two standard deviations.
        return random.truncated_normal(shape, 0.0, math.sqrt(1.3 * scale), dtype, seed=seed)

    return initializer


def _require_floating(dtype):
    if not as_dtype(dtype).is_floating:
        raise TypeError("Cannot create initializer for non-floating point type.")


def _units(shape, mode):
    """Inputs or outputs of one unit; a kernel's leading axes are its receptive field."""
    sizes = [float(int(n)) for n in shape] or [1.0]
    field = math.prod(sizes[:-2])
    inputs, outputs = sizes[-2:][0] * field, sizes[-1] * field
    return {"FAN_IN": inputs, "FAN_OUT": outputs, "FAN_AVG": (inputs + outputs) / 2.0}[mode]


@published("xavier_initializer")
def xavier_initializer(uniform=True, seed=None, dtype=float32):
    """Numbers of variance `2 / (inputs + outputs)` (Glorot and Bengio 2010).

    Args:
      uniform: whether numbers are uniform; else normal ones within two standard deviations.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Returns:
      A function of (shape, dtype, partition_info).

    Raises:
      TypeError: dtype is no floating one.

    Example:
      >>> kernel = tf.contrib.layers.xavier_initializer()([2, 4])
      >>> bool(tf.reduce_all(tf.abs(kernel) <= 1.0))
      True
    """
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)


xavier_initializer_conv2d = xavier_initializer
publish(
    __name__, "xavier_initializer_conv2d", "contrib.layers.xavier_initializer_conv2d",
    "contrib.slim.xavier_initializer_conv2d",
)
