"""tensorflow.python.training.training_util: the global step, read and counted up in a graph."""

from zeal._native import api
from zeal.eager.control import control_dependencies
from zeal.graph.graph import get_default_graph
from zeal.train.step_counter import get_global_step

__all__ = ["_get_or_create_global_step_read", "_increment_global_step"]

_READ = "global_step_read_op_cache"  # a collection


def _get_or_create_global_step_read(graph=None):
    """What a graph reads its global step as, once; None where it has none."""
    graph = graph or get_default_graph()
    found = graph.get_collection(_READ)
    if found:
        return found[0]
    step = get_global_step(graph)
    if step is None:
        return None
    with graph.as_default(), graph.name_scope(None), graph.name_scope(step.op.name + "/"):
        read = api.identity(step)
    graph.add_to_collection(_READ, read)
    return read


def _increment_global_step(increment, graph=None):
    """Adds to the global step, after it was read.

    Raises:
      ValueError: the graph has no global step.
    """
    graph = graph or get_default_graph()
    step = get_global_step(graph)
    if step is None:
        raise ValueError(
            "Global step tensor should be created by tf.train.get_or_create_global_step before "
            "calling increment."
        )
    read = _get_or_create_global_step_read(graph)
    with (
        graph.as_default(), graph.name_scope(None), graph.name_scope(step.op.name + "/"),
        control_dependencies([read]),
    ):  # fmt: skip
        return step.assign_add(increment)
