"""tensorflow.core.framework.function_pb2: the messages of functions."""

from zeal.graph_def import messages

__all__ = ["FunctionDef", "FunctionDefLibrary"]

FunctionDef = messages.FunctionDef
FunctionDefLibrary = messages.FunctionDefLibrary
