"""tensorflow.python.framework.op_def_registry: the definitions of ops."""

from functools import cache

from zeal.graph_def.op_defs import op_def, op_names

__all__ = ["get_registered_ops"]


@cache
def get_registered_ops():
    """A dict from names of ops to their OpDefs."""
    return {name: op_def(name) for name in op_names()}
