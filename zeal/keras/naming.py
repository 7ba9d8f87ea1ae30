"""Names of layers: snake case of the class, numbered within the graph or the eager program."""

import itertools
import re

from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph

_counts: dict = {}  # name -> how often it was given while executing eagerly
_BORDER = re.compile(r"(?<!^)(?=[A-Z][a-z0-9])|(?<=[a-z])(?=[A-Z])")


def snake_case(name: str) -> str:
    """`MNISTModel` as `mnist_model`; names that start with "_" get "private" before them."""
    text = _BORDER.sub("_", name.lstrip("_")).lower()
    return "private_" + text if name.startswith("_") else text


def unique_name(class_name: str) -> str:
    """`dense`, then `dense_1`, `dense_2` and so on."""
    counts = _counts
    if not executing_eagerly():
        counts = get_default_graph().__dict__.setdefault("_layer_names", {})
    base = snake_case(class_name)
    count = next(counts.setdefault(base, itertools.count()))
    return f"{base}_{count}" if count else base
