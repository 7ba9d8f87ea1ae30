"""tensorflow.python.ops.resource_variable_ops: all of zeal's variables are resource variables."""

from zeal.state.variable import Variable

__all__ = ["ResourceVariable", "is_resource_variable"]

ResourceVariable = Variable


def is_resource_variable(var):
    """Returns whether it is a variable."""
    return isinstance(var, Variable)
