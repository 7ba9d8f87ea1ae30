"""tensorflow.python.ops.op_selector: parts of graphs, as tf.contrib.graph_editor selects them."""

from collections.abc import Iterable

from zeal.contrib.graph_editor.util import graph_of, in_list

__all__ = ["get_unique_graph", "is_iterable"]


def is_iterable(obj):
    """Whether something is several."""
    return isinstance(obj, Iterable)


def get_unique_graph(tops):
    """The one graph of ops and tensors; ValueError where there are several."""
    return graph_of(in_list(tops))
