"""tensorflow.python.training.tracking.base, beside what is public."""

from zeal.checkpoint.attributes import VALUE as VARIABLE_VALUE_KEY
from zeal.checkpoint.object_graph import GRAPH_KEY as OBJECT_GRAPH_PROTO_KEY
from zeal.state.trackable import (
    TrackableReference,
    no_automatic_dependency_tracking,
    no_automatic_dependency_tracking_scope,
)

__all__ = [
    "OBJECT_GRAPH_PROTO_KEY", "VARIABLE_VALUE_KEY", "TrackableReference",
    "no_automatic_dependency_tracking", "no_automatic_dependency_tracking_scope",
]  # fmt: skip
