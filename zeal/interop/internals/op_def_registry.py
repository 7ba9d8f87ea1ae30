"""tensorflow.python.framework.op_def_registry: the definitions of ops."""

from functools import cache

from zeal import _native
from zeal.graph_def.op_defs import _OF_GRAPHS, PYTHON_OPS, op_def

__all__ = ["get_registered_ops"]


@cache
def get_registered_ops():
    """A dict from names of ops to their OpDefs."""
    names = {**vars(_native.raw), **PYTHON_OPS, **_OF_GRAPHS}
    return {name: op_def(name) for name in names if name[0] != "_"}
