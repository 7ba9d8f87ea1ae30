"""tensorflow.python.ops.variables: variables in parts."""

from zeal.state.partition import PartitionedVariable

__all__ = ["PartitionedVariable"]
