"""tf.math: math ops under their present names."""

from zeal.ops.math import *  # noqa: F403
from zeal.ops.nn import (  # noqa: F401
    l2_normalize,
    log_softmax,
    softmax,
    softplus,
    softsign,
    zero_fraction,
)
