"""tensorflow.python.ops.random_grad: shapes of parameters beside those of samples."""

from zeal._native import api
from zeal.ops.array.fill import ones


def add_leading_unit_dimensions(x, num_dimensions):
    """A tensor with so many axes of size 1 before its own."""
    return api.reshape(x, api.concat([ones([num_dimensions], "int32"), api.shape(x)], 0))
