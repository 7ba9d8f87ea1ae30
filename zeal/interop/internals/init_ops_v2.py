"""tensorflow.python.ops.init_ops_v2: how many inputs and outputs a weight joins."""

from zeal.state.initializers import _fans as _compute_fans

__all__ = ["_compute_fans"]
