"""What `inspect` finds in layers of `tf.layers`."""

from collections.abc import Callable
from inspect import signature
from typing import TypeVar

_Function = TypeVar("_Function", bound=Callable)


def spells_arguments_of(layer) -> "Callable[[_Function], _Function]":
    """A decorator of the function that makes a layer: programs that ask the layer's `__init__`
    what it takes, to drop the rest, find the function's arguments in place of `*args`."""

    def decorate(function):
        asked, named = signature(layer.__init__), dict(signature(function).parameters)
        del named["inputs"], named["reuse"]
        first, *_, last = asked.parameters.values()
        layer.__init__.__signature__ = asked.replace(parameters=[first, *named.values(), last])
        return function

    return decorate
