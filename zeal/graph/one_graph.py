"""The graph that what a function is given is of."""

from contextlib import nullcontext

from zeal import nest
from zeal._native import Tensor, Variable, executing_eagerly
from zeal.graph.graph import Graph, Operation, get_default_graph
from zeal.public import public


@public("contrib.framework.get_graph_from_inputs")
def get_graph_from_inputs(op_input_list, graph=None):
    """The one graph that tensors and operations are of.

    Args:
      op_input_list: a list of them, in which other values do not count.
      graph: the graph that they must be of.

    Returns:
      The graph; the default one if nothing tells, and where a function is being traced, which may
      use values of others.

    Raises:
      ValueError: something is of another graph.
      TypeError: `graph` is none.
    """
    if graph is not None and not isinstance(graph, Graph):
        raise TypeError("Input graph needs to be a Graph: %s" % (graph,))
    if get_default_graph()._captures_values:
        return get_default_graph()
    first, found = None, graph
    for value in nest.flatten(list(op_input_list), expand_composites=True):
        own = value.graph if isinstance(value, (Tensor, Variable, Operation)) else None
        if own is None or own is found:
            continue
        if graph is not None:
            raise ValueError(f"{value} is not from the passed-in graph.")
        if found is not None:
            raise ValueError(f"{value} must be from the same graph as {first}.")
        first, found = value, own
    return get_default_graph() if found is None else found


def within(values):
    """A block whose ops go to the graph that values, where there are some, are of."""
    if values is None or executing_eagerly():
        return nullcontext()
    graph = get_graph_from_inputs(values)
    return nullcontext() if graph is get_default_graph() else graph.as_default()
