"""The inverse of softplus."""

import math

from zeal import _native
from zeal._native import api
from zeal.ops.array.fill import ones_like
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.public import public


@public("contrib.distributions.softplus_inverse")
@named("softplus_inverse", "SelectV2_2")
def softplus_inverse(x, name=None):
    """The y with `tf.nn.softplus(y) == x`, which is log(exp(x) - 1) without its overflow.

    Args:
      x: floating tensor, positive.
      name: its name in graphs.

    Returns:
      A tensor like x.

    Example:
      >>> y = tf.contrib.distributions.softplus_inverse([0.5, 100.0])
      >>> tf.nn.softplus(y).numpy().round(4)
      array([  0.5, 100. ], dtype=float32)
    """
    import numpy as np

    x = _native.convert(x, None, "x")
    threshold = math.log(np.finfo(x.dtype.as_numpy_dtype).eps) + 2.0
    small, large = x < math.exp(threshold), x > -threshold
    inside = where_v2(api.logical_or(small, large), ones_like(x), x)  # no NaN in gradients
    y = inside + api.log(-api.expm1(-inside))
    return where_v2(small, api.log(x), where_v2(large, x, y))
