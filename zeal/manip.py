"""tf.manip: array ops under the names of TensorFlow 1.8 to 1.12."""

from zeal.ops.array import reshape, reverse, roll, tile
from zeal.ops.indexing import gather_nd, scatter_nd

__all__ = ["gather_nd", "reshape", "reverse", "roll", "scatter_nd", "tile"]
