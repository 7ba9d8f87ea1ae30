"""Names of layers: snake case of the class, numbered within the program, or within a graph."""

import itertools
import re

from zeal import _native
from zeal.graph.graph import get_default_graph

_counts: dict = {}  # name -> how often it was given
_BORDER = re.compile(r"(?<!^)(?=[A-Z][a-z0-9])|(?<=[a-z])(?=[A-Z])")


def snake_case(name: str) -> str:
    """`MNISTModel` as `mnist_model`; names that start with "_" get "private" before them."""
    text = _BORDER.sub("_", name.lstrip("_")).lower()
    return "private_" + text if name.startswith("_") else text


def unique_name(class_name: str) -> str:
    """`dense`, then `dense_1`, `dense_2` and so on."""
    return numbered(snake_case(class_name), _counts_in_force())


def _counts_in_force():
    if _native.executing_eagerly():
        return _counts
    graph = get_default_graph()
    # The layers of functions that are traced live on outside.
    return _counts if graph.building_function else graph.__dict__.setdefault("_layer_names", {})


def numbered(base: str, counts: dict) -> str:
    """A name that has not been given; `counts` knows which have, in whatever thread."""
    count = next(counts.setdefault(base, itertools.count()))
    return f"{base}_{count}" if count else base
