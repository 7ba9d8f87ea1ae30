"""tensorflow.python.data.experimental.ops.cardinality: numbers of elements."""

from zeal.data.cardinality import INFINITE, UNKNOWN, cardinality

__all__ = ["INFINITE", "UNKNOWN", "cardinality"]
