"""Queues of one shared name in a graph, which must be alike."""

from zeal.dtypes import word
from zeal.graph.graph import get_default_graph
from zeal.queues.described import KINDS, components
from zeal.tensor_shape import TensorShape, sizes_text


def differing(op, attrs) -> "str | None":
    """What a queue asks for that the first of its shared name in the graph is not.

    Args:
      op: the type of the queue's op.
      attrs: its attributes.

    Returns:
      TensorFlow's words; None where it is the first, shares no name, or is alike.
    """
    known = get_default_graph().__dict__.setdefault("_queues_by_name", {})
    name = attrs["shared_name"]
    if not name:
        return None
    first, has = known.setdefault(name, (op, attrs))
    if first != op:
        return f"Expected {KINDS[first].kind}, found {op}"
    return next((f"Shared queue {name!r} {t}" for t in _differences(op, has, attrs)), None)


def _differences(op, has, wants):
    """What differs, in the order in which TensorFlow looks."""
    for key, end in (("capacity", ""), ("min_after_dequeue", ".")):
        if has.get(key) != wants.get(key):
            yield f"has {key} {has.get(key)} but requested {key} was {wants.get(key)}{end}"
    (types, shapes), (other_types, other_shapes) = components(op, has), components(op, wants)
    if types != other_types:
        yield _words("types", *(", ".join(map(word, each)) for each in (types, other_types)))
    shapes, other_shapes = shapes or [], other_shapes or []
    if not _fit(shapes, other_shapes):
        texts = (", ".join(map(sizes_text, each)) for each in (shapes, other_shapes))
        yield _words("shapes", *(f"[{text}]" for text in texts))
    seeds, others = _seeds(has), _seeds(wants)
    if seeds != others and any(others):  # without seeds of its own it takes any
        yield f"has random seeds {seeds} but requested seeds are {others}."


def _words(what, has, wants):
    return f"has component {what} {has} but requested component {what} were {wants}"


def _fit(a, b):
    """Whether shapes are alike as far as they are known: a padding queue's are partly."""
    return len(a) == len(b) and all(map(TensorShape.is_compatible_with, a, b))


def _seeds(attrs):
    return attrs.get("seed"), attrs.get("seed2")
