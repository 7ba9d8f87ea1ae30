"""Publishing: a name of the public API is declared where the thing it names is defined."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

PUBLISHED: dict[str, str] = {}
"""Public name, without the leading "tf.", to "module:attribute" of what it names.

It holds what has been imported so far; tools/publish.py imports all of zeal and writes the index
in which namespaces look names up (zeal/index.py).
"""


def public(*names: str) -> Callable[[T], T]:
    """Publishes a function or class: `@public("nn.relu", "keras.activations.relu")`.

    Args:
      *names: its public names without the leading "tf.".

    Returns:
      A decorator that returns what it decorates.
    """

    def decorate(value: T) -> T:
        publish(value.__module__, value.__qualname__, *names)
        return value

    return decorate


def publish(module: str, attribute: str, *names: str) -> None:
    """Publishes what no decorator can: a constant, or a function that another one made.

    Args:
      module: the module that holds it, `__name__`.
      attribute: its name there.
      *names: its public names; without any, `attribute`.

    Raises:
      ValueError: something else has published one of the names.
    """
    place = f"{module}:{attribute}"
    for name in names or (attribute,):
        if PUBLISHED.setdefault(name, place) != place:
            raise ValueError(
                f"tf.{name} is published twice: at {PUBLISHED[name]} and at {place}"
            )


PUBLISHED_MODULES: list[str] = []
"""Modules that publish all that they define, each under its own path: zeal.gfile is tf.gfile."""


def publish_module(module: str) -> None:
    """Publishes the names without an underscore that a module defines, under the module's own path.
    """
    PUBLISHED_MODULES.append(module)


def value_of(place: str) -> Any:
    """What "module:attribute" names; the attribute is empty for the module itself."""
    import importlib

    module, _, attribute = place.partition(":")
    if module == "zeal._native.api":
        from zeal import _native

        return getattr(_native.api, attribute)
    found = importlib.import_module(module)
    return getattr(found, attribute) if attribute else found
