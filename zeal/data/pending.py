"""Pipelines that wait for values of a graph, and how they are made once there are values."""

from collections.abc import Callable
from typing import Any

from zeal import _native
from zeal.graph.graph import convert_apart


def is_symbolic(value) -> bool:
    """Whether only a run of a graph tells what value is."""
    return isinstance(value, _native.Tensor) and value._symbolic


def as_tensor(value, dtype=None):
    """value as a tensor: a symbolic one where it is symbolic or a graph's variable, else concrete.

    What the program has at hand does not become part of the graph being built.
    """
    if _native.executing_eagerly() or isinstance(value, (_native.Tensor, _native.Variable)):
        return _native.convert(value, dtype)
    return convert_apart(value, dtype)


def known(value) -> "int | None":
    """A size for shapes: an int, or None where only a run tells."""
    if is_symbolic(value):
        value = _native.known_value(value)
    return None if value is None else int(value)


class Pending:
    """A step that can be made once a run tells what some values are.

    Args:
      make: gives the native node of (nodes of the inputs, then values); it holds no value of a
        graph, which would keep that graph from dying.
      inputs: native nodes, and steps that wait themselves.
      values: tensors, symbolic or not, and whatever else make takes.
    """

    def __init__(self, make: Callable[..., Any], inputs, values) -> None:
        self.make, self.inputs, self.values = make, inputs, values


def step(make: Callable[..., Any], inputs, values=()):
    """`make(*inputs, *values)`, or a Pending where these wait for a run."""
    values = [_native.convert(v) if isinstance(v, _native.Variable) else v for v in values]
    if any(map(is_symbolic, values)) or any(type(node) is Pending for node in inputs):
        return Pending(make, inputs, values)
    return make(*inputs, *values)


def _in_order(last) -> list:
    """The pending steps that a node is made of, inputs first. No recursion: pipelines are long."""
    order, placed, waiting = [], set(), [last]
    while waiting:
        node = waiting[-1]
        if type(node) is not Pending or id(node) in placed:
            waiting.pop()
            continue
        before = [i for i in node.inputs if type(i) is Pending and id(i) not in placed]
        waiting += before
        if not before:
            placed.add(id(node))
            order.append(waiting.pop())
    return order


class _Place:
    """Stands for a value to come: `of(steps made so far, the run's values)[index]`."""

    def __init__(self, which: int, index: int) -> None:
        self.which, self.index = which, index


class Recipe:
    """A pipeline as a function of the values that it waits for. It holds no value of a graph.

    Args:
      node: a native node, or a Pending.
    """

    def __init__(self, node) -> None:
        self._steps: list = []
        places: dict = {}

        def value_or_place(value):
            if not is_symbolic(value):
                return value
            return places.setdefault(id(value), (_Place(1, len(places)), value))[0]

        made = {}
        for pending in _in_order(node):
            inputs = [made.get(id(i), i) for i in pending.inputs]
            parts = [*inputs, *map(value_or_place, pending.values)]
            made[id(pending)] = _Place(0, len(self._steps))
            self._steps.append((pending.make, parts))
        self._last = made.get(id(node), node)
        self._values = [value for _, value in places.values()]

    def take_values(self) -> list:
        """The symbolic tensors whose values it wants, in order; it forgets them."""
        values, self._values = self._values, []
        return values

    def node(self, values):
        """The native node for a run's values."""
        known: tuple = ([], values)

        def present(part):
            return known[part.which][part.index] if type(part) is _Place else part

        for make, parts in self._steps:
            known[0].append(make(*map(present, parts)))
        return present(self._last)
