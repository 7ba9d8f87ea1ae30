"""tensorflow.python.ops.ragged.ragged_factory_ops: what has no public name."""

from zeal.ragged.factory import depths as _find_scalar_and_max_depth
from zeal.ragged.factory import inner_shape_of as _default_inner_shape_for_pylist

__all__ = ["_default_inner_shape_for_pylist", "_find_scalar_and_max_depth"]
