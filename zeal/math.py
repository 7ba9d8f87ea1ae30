"""tf.math: math ops under their present names."""

from zeal.namespace import namespace as _namespace
from zeal.ops.array import invert_permutation  # noqa: F401
from zeal.ops.check_kind import is_non_decreasing, is_strictly_increasing  # noqa: F401
from zeal.ops.indexing import top_k  # noqa: F401
from zeal.ops.math import *  # noqa: F403
from zeal.ops.nn import (  # noqa: F401
    l2_normalize,
    log_softmax,
    softmax,
    softplus,
    softsign,
    zero_fraction,
)
from zeal.ops.reduction import *  # noqa: F403

__getattr__ = _namespace(__name__)
