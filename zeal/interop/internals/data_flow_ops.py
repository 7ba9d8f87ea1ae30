"""tensorflow.python.ops.data_flow_ops: what has no public name."""

from zeal.ops.array.stitch import dynamic_stitch
from zeal.queues.barrier import Barrier
from zeal.queues.map_staging import MapStagingArea
from zeal.queues.record_input import RecordInput

__all__ = ["Barrier", "MapStagingArea", "RecordInput", "parallel_dynamic_stitch"]

parallel_dynamic_stitch = dynamic_stitch
