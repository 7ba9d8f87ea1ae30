"""tensorflow.core.framework.op_def_pb2: the messages of an op's definition."""

from zeal.messages import graph as messages

__all__ = ["OpDef", "OpList"]

OpDef = messages.OpDef
OpList = messages.OpList
