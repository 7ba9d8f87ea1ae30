"""`==` and `!=` of tensors where `tf.enable_tensor_equality` is in force; called by native code."""

import sys

from zeal import _native, errors
from zeal._native import Tensor, api
from zeal.called_function import is_own_file
from zeal.graph.graph import home_graph


def equal(a, b):
    """`a == b` element by element; False where shapes do not fit."""
    return _compared(api.equal, a, b, False)


def not_equal(a, b):
    """`a != b` element by element; True where shapes do not fit."""
    return _compared(api.not_equal, a, b, True)


def _compared(op, a, b, otherwise):
    # zeal's own lines, and those of programs that build graphs, mean the tensors themselves.
    if is_own_file(sys._getframe(2).f_code.co_filename) or _stands_in_graph(a, b):
        return NotImplemented
    if b is None:
        return otherwise
    try:
        return op(a, b)
    except errors.InvalidArgumentError:
        return _native.convert(otherwise)


def _stands_in_graph(*values):
    """Whether one of them is of a graph that is no function's, or such a graph is being built."""
    return home_graph() is not None or any(
        isinstance(v, Tensor) and v._symbolic and not v.graph.building_function for v in values
    )
