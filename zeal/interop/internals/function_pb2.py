"""tensorflow.core.framework.function_pb2: the messages of functions."""

from zeal.messages import graph as messages

__all__ = ["FunctionDef", "FunctionDefLibrary", "GradientDef"]

FunctionDef = messages.FunctionDef
FunctionDefLibrary = messages.FunctionDefLibrary
GradientDef = messages.GradientDef
