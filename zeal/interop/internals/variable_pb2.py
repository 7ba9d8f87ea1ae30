"""tensorflow.core.framework.variable_pb2: the message of a variable."""

from zeal.graph_def import messages

__all__ = ["VariableDef"]

VariableDef = messages.VariableDef
