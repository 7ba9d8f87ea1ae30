"""tensorflow.python.ops.ragged.ragged_array_ops: axes, tiles and masks."""

from zeal.ragged.functions import boolean_mask as boolean_mask
from zeal.ragged.rows import ragged_expand_dims as expand_dims
from zeal.ragged.rows import ragged_rank as rank
from zeal.ragged.rows import ragged_size as size
from zeal.ragged.rows import ragged_tile as tile

__all__ = ["boolean_mask", "expand_dims", "rank", "size", "tile"]
