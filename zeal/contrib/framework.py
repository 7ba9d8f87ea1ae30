"""tf.contrib.framework: nested structures, what is a tensor, and the global step."""

from zeal import nest
from zeal.ops.conversion import is_tensor
from zeal.train.global_step import create_global_step, get_global_step, get_or_create_global_step

__all__ = [
    "create_global_step", "get_global_step", "get_or_create_global_step", "is_tensor", "nest",
]  # fmt: skip
