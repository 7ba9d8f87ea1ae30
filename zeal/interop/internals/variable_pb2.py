"""tensorflow.core.framework.variable_pb2: the message of a variable."""

from zeal.messages import graph as messages

__all__ = ["VariableDef"]

VariableDef = messages.VariableDef
