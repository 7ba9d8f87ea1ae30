"""Messages of what a graph costs: `tf.profiler.GraphNodeProto` and `MultiGraphNodeProto`."""

from typing import Any

from zeal.messages import graph as _graph  # noqa: F401  what the table names
from zeal.messages.build import classes
from zeal.public import publish

_made = classes(
    "profile",
    """
GraphNodeProto
name 1 string
exec_micros 2 int64
requested_bytes 3 int64
parameters 4 int64
total_exec_micros 6 int64
total_requested_bytes 7 int64
total_parameters 8 int64
devices 10 *string
shapes 11 *TensorShapeProto
children 12 *GraphNodeProto
float_ops 13 int64
total_float_ops 14 int64
accelerator_exec_micros 17 int64
cpu_exec_micros 18 int64
total_accelerator_exec_micros 19 int64
total_cpu_exec_micros 20 int64
run_count 21 int64
total_run_count 22 int64
total_definition_count 23 int64
peak_bytes 24 int64
residual_bytes 25 int64
output_bytes 26 int64
total_peak_bytes 27 int64
total_residual_bytes 28 int64
total_output_bytes 29 int64

MultiGraphNodeProto
name 1 string
exec_micros 2 int64
requested_bytes 3 int64
parameters 4 int64
float_ops 5 int64
total_exec_micros 6 int64
total_requested_bytes 7 int64
total_parameters 8 int64
total_float_ops 9 int64
graph_nodes 10 *GraphNodeProto
children 11 *MultiGraphNodeProto
""",
    uses=("graph",),
)
GraphNodeProto: Any = _made["GraphNodeProto"]
MultiGraphNodeProto: Any = _made["MultiGraphNodeProto"]

publish(__name__, "GraphNodeProto", "profiler.GraphNodeProto")
publish(__name__, "MultiGraphNodeProto", "profiler.MultiGraphNodeProto")
