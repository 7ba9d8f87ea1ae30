"""tensorflow.python.eager.wrap_function: code for graphs as functions."""

from zeal.graph.wrapped import WrappedFunction, function_from_graph_def  # noqa: F401
