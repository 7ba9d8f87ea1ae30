"""Which variables a session has not initialised yet."""

from zeal import _native
from zeal._native import raw
from zeal.dtypes import string
from zeal.graph.host_call import host_call
from zeal.graph.keys import GraphKeys
from zeal.tensor_shape import TensorShape


def uninitialized(graph, keys=(GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES)):
    """A vector of the names of variables that have no value when it runs.

    Args:
      graph: the Graph, which is in force.
      keys: the collections that list the variables.

    Returns:
      A string tensor.
    """
    variables = [v for key in keys for v in graph.get_collection(key)]
    names = [v.op.name for v in variables]
    handles = [v.handle for v in variables]
    outputs = [(string, TensorShape([None]))]
    name = "report_uninitialized_variables"
    return host_call("ReportUninitializedVariables", _names(names), handles, outputs, name)[0]


def _names(names):
    def without_value(handles):
        ready = map(raw.VarIsInitializedOp, handles)
        missing = [n for n, r in zip(names, ready, strict=True) if not r]
        return [_native.convert(missing, string)]

    return without_value
