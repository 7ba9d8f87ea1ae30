"""Python objects that ops of graphs know by a number; the graph being built keeps them alive."""

import itertools
import weakref

from zeal import errors
from zeal.graph.graph import get_default_graph


class _Kept:
    def __init__(self, value):
        self.value = value


_kept: "weakref.WeakValueDictionary[int, _Kept]" = weakref.WeakValueDictionary()
_numbers = itertools.count()


def keep(value) -> int:
    """A number for an object, which lives as long as the graph in force."""
    number = next(_numbers)
    _kept[number] = get_default_graph()._python_objects[number] = _Kept(value)
    return number


def kept(number: int):
    """The object of a number.

    Raises:
      InternalError: the graph that kept it is gone.
    """
    found = _kept.get(number)
    if found is None:
        raise errors.InternalError(f"the graph that kept the Python object {number} is gone")
    return found.value
