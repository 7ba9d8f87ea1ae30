"""Names of layers: snake case of the class, numbered within the graph or the eager program."""

import itertools
import re
from weakref import WeakKeyDictionary

from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.public import public

_names: WeakKeyDictionary = WeakKeyDictionary()  # graph -> name -> how often it was given
_counts: dict = {}  # prefix -> how often it was asked for while executing eagerly
_BORDER = re.compile(r"(?<!^)(?=[A-Z][a-z0-9])|(?<=[a-z])(?=[A-Z])")


def snake_case(name: str) -> str:
    """`MNISTModel` as `mnist_model`; names that start with "_" get "private" before them."""
    text = _BORDER.sub("_", name.lstrip("_")).lower()
    return "private_" + text if name.startswith("_") else text


def _count(base: str, counts: dict | None = None) -> int:
    if counts is None:  # those of the default graph, eagerly too: a new one starts anew
        counts = _names.setdefault(get_default_graph(), {})
    return next(counts.setdefault(base, itertools.count()))


def unique_name(class_name: str, first: int = 0) -> str:
    """`dense`, then `dense_1`, `dense_2` and so on; from `dense_1` on if that is first."""
    base = snake_case(class_name)
    count = _count(base) + first
    return f"{base}_{count}" if count else base


@public("keras.backend.get_uid")
def get_uid(prefix="") -> int:
    """How often a prefix was asked for, this time included.

    Args:
      prefix: a text.

    Returns:
      An int, 1 at first.

    Example:
      >>> tf.keras.backend.get_uid("part of a doctest")
      1
    """
    return _count(f"uid of {prefix}", _counts if executing_eagerly() else None) + 1


def forget() -> None:
    """Lets names count from the start again, in all graphs."""
    _counts.clear()
    _names.clear()
