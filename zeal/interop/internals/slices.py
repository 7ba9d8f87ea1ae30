"""tensorflow.python.autograph.operators.slices: elements of lists of Python's and of graphs."""

from collections import namedtuple

from zeal.autograph import operators
from zeal.autograph.operators import set_item
from zeal.autograph.overloads import is_list
from zeal.graph.tensor_lists import tensor_list_get_item

__all__ = ["GetItemOpts", "get_item", "set_item"]

GetItemOpts = namedtuple("GetItemOpts", ["element_dtype"])


def get_item(target, i, opts):
    """`target[i]`; of a list of tensors, one of opts.element_dtype."""
    if is_list(target):
        return tensor_list_get_item(target, i, opts.element_dtype)
    return operators.get_item(target, i)
