"""Queues by the attributes of their ops, which say all about them."""

from functools import partial

from zeal.data.arguments import integer
from zeal.dtypes import int64
from zeal.queues import state
from zeal.tensor_shape import TensorShape

KINDS = {
    "FIFOQueueV2": state.Queue,
    "RandomShuffleQueueV2": state.RandomShuffleQueue,
    "PaddingFIFOQueueV2": state.PaddingQueue,
    "PriorityQueueV2": state.PriorityQueue,
}


def described(dtypes, shapes, capacity, shared_name) -> dict:
    """The attributes that queues of all kinds have.

    Args:
      dtypes: the components' DTypes.
      shapes: their TensorShapes, or None.
      capacity: how many elements there is room for.
      shared_name: a name that queues share, or None.
    """
    return {
        "component_types": dtypes,
        "shapes": shapes or [],
        "capacity": integer(capacity),
        "container": "",
        "shared_name": shared_name or "",
    }


def components(op, attrs):
    """The dtypes and shapes of a queue's components.

    Args:
      op: the type of the queue's op.
      attrs: its attributes.

    Returns:
      A list of DTypes, and one of TensorShapes or None.
    """
    dtypes, shapes = list(attrs["component_types"]), list(attrs["shapes"]) or None
    if op == "PriorityQueueV2":  # whose priorities the attributes do not tell of
        dtypes = [int64, *dtypes]
        shapes = None if shapes is None and len(dtypes) > 1 else [TensorShape([]), *(shapes or [])]
    return dtypes, shapes


def maker(op, attrs):
    """A function of a name that makes what a session keeps of a queue; arguments as above."""
    dtypes, shapes = components(op, attrs)
    more = ()
    if op == "RandomShuffleQueueV2":
        more = attrs["min_after_dequeue"], (attrs["seed"], attrs["seed2"])
    return partial(_made, KINDS[op], attrs["capacity"], dtypes, shapes, more)


def _made(kind, capacity, dtypes, shapes, more, name):
    return kind(name, capacity, dtypes, shapes, *more)
