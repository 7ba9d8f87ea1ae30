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
    for what, tell, end in _TOLD:
        if tell(op, has) != tell(op, wants) and not (tell is _shapes and _fit(op, has, wants)):
            asked = f"{tell(op, wants)}{end}"
            yield f"has {what} {tell(op, has)} but requested {what} {_verb(what)} {asked}"
    seeds, others = _seeds(has), _seeds(wants)
    if seeds != others:
        yield f"has random seeds {seeds} but requested seeds are {others}."


def _verb(what):
    return "were" if what.endswith("s") else "was"


def _types(op, attrs):
    return ", ".join(map(word, components(op, attrs)[0]))


def _shapes(op, attrs):
    shapes = components(op, attrs)[1] or []
    return f"[{', '.join(map(sizes_text, shapes))}]"


def _fit(op, has, wants):
    """Whether shapes are alike as far as they are known: a padding queue's are partly."""
    a, b = components(op, has)[1] or [], components(op, wants)[1] or []
    return len(a) == len(b) and all(map(TensorShape.is_compatible_with, a, b))


def _seeds(attrs):
    return attrs.get("seed"), attrs.get("seed2")


_TOLD = (
    ("capacity", lambda _, attrs: attrs["capacity"], ""),
    ("min_after_dequeue", lambda _, attrs: attrs.get("min_after_dequeue"), "."),
    ("component types", _types, ""),
    ("component shapes", _shapes, ""),
)
