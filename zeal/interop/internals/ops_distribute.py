"""tensorflow.python.data.experimental.ops.distribute: datasets cut for several workers."""

from zeal.data.batching import rebatch as _RebatchDataset

__all__ = ["_RebatchDataset"]
