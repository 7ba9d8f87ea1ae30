"""The graph that what a function is given is of."""

from contextlib import nullcontext

from zeal import nest
from zeal._native import Tensor, Variable, executing_eagerly
from zeal.graph.graph import Graph, Operation, get_default_graph
from zeal.public import public

_ELEMENTS, _HERE = (Tensor, Variable, Operation), nullcontext()


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
    here = get_default_graph()
    if here._captures_values:
        return here
    first, found = None, graph
    for value in nest.flatten(list(op_input_list), expand_composites=True):
        own = value.graph if isinstance(value, _ELEMENTS) else None
        if own is None or own is found:
            continue
        if graph is not None:
            raise ValueError(f"{value} is not from the passed-in graph.")
        if found is not None:
            raise ValueError(f"{value} must be from the same graph as {first}.")
        first, found = value, own
    return here if found is None else found


def elsewhere(values):
    """The graph that values, where there are some, are of; None where ops go there anyway."""
    if values is None or executing_eagerly():
        return None
    here = get_default_graph()
    if here._captures_values:
        return None
    values = list(values)
    if all([isinstance(x, _ELEMENTS) and x.graph is here for x in values]):  # nearly always
        return None
    graph = get_graph_from_inputs(values)
    return None if graph is here else graph


def within(values):
    """A block whose ops go to the graph that values, where there are some, are of."""
    graph = elsewhere(values)
    return _HERE if graph is None else graph.as_default()
