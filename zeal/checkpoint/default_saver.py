"""The Saver of a graph's collection."""

from zeal.checkpoint.saver import Saver
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys


def collected_saver(first=False):
    """The Saver of the default graph's collection, None if it has none.

    Args:
      first: whether the first of several will do.

    Raises:
      RuntimeError: it has several.
    """
    savers = get_default_graph().get_collection(GraphKeys.SAVERS)
    if len(savers) > 1 and not first:
        raise RuntimeError(
            f"More than one item in collection {GraphKeys.SAVERS}. Please indicate which one to "
            "use by passing it to the constructor."
        )
    return savers[0] if savers else None


def new_saver(**kwargs):
    """A new Saver, which is added to the collection."""
    saver = Saver(**kwargs)
    get_default_graph().add_to_collection(GraphKeys.SAVERS, saver)
    return saver


def default_saver():
    """The Saver of the collection, or a new one.

    Raises:
      RuntimeError: the collection has several.
    """
    return collected_saver() or new_saver(sharded=True, allow_empty=True)
