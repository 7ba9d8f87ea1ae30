"""tensorflow.python.ops.init_ops: the base of initializers, and how many units a weight joins."""

from zeal.state.initializers import Initializer
from zeal.state.initializers import _fans as _compute_fans

__all__ = ["Initializer", "_compute_fans"]
