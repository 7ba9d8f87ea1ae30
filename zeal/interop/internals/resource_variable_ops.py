"""tensorflow.python.ops.resource_variable_ops: all of zeal's variables are resource variables."""

from zeal._native import api
from zeal.graph.variable import read
from zeal.state.variable import Variable

__all__ = ["ResourceVariable", "is_resource_variable", "resource_gather"]

ResourceVariable = Variable


def is_resource_variable(var):
    """Returns whether it is a variable."""
    return isinstance(var, Variable)


def resource_gather(resource, indices, dtype, batch_dims=0, validate_indices=True, name=None):
    """Rows of the variable that a handle is of; see `tf.gather`."""
    return api.gather(read(resource, dtype), indices, name=name, batch_dims=batch_dims)
