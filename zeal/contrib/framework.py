"""tf.contrib.framework: nested structures, and what is a tensor."""

from zeal import nest
from zeal.ops.conversion import is_tensor

__all__ = ["is_tensor", "nest"]
