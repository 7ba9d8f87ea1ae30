"""tensorflow.python.framework.function: functions with declared dtypes."""

from zeal.graph.declared import (
    DeclaredGraph,
    DefinedFunction,
    Defun,
    OverloadedFunction,
    get_extra_args,
    get_extra_inputs,
    get_extra_vars,
)

__all__ = [
    "Defun", "_DefinedFunction", "_FuncGraph", "_OverloadedFunction", "_from_definition",
    "from_library", "get_extra_args", "get_extra_inputs", "get_extra_vars",
]  # fmt: skip

_DefinedFunction, _OverloadedFunction, _FuncGraph = (
    DefinedFunction,
    OverloadedFunction,
    DeclaredGraph,
)


def _from_definition(fdef, grad_func=None):
    from zeal.graph_def.declared import from_definition

    return from_definition(fdef, grad_func)


def from_library(lib):
    """The functions of a FunctionDefLibrary, each with its gradient."""
    from zeal.graph_def.declared import from_library as functions_of

    return functions_of(lib)
