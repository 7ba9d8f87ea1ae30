"""tensorflow.python.ops.data_flow_ops: what has no public name."""

from zeal.ops.array.stitch import dynamic_stitch

__all__ = ["parallel_dynamic_stitch"]

parallel_dynamic_stitch = dynamic_stitch
