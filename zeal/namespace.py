"""Namespaces: modules whose names are found where they are defined, at first use."""

import copyreg
import sys
from collections.abc import Callable
from functools import reduce
from importlib import import_module
from typing import Any

from zeal._native import Namespace
from zeal.index import INDEX
from zeal.public import value_of


def _named(name):
    root, *path = name.split(".")
    return reduce(getattr, path, import_module(root))


def _reduce(space):
    """Pickles a namespace as its name: functions that are pickled by value refer to some."""
    return _named, (space.__name__,)


copyreg.pickle(Namespace, _reduce)


def namespace(module: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Makes a module a namespace of the public API.

    Returns:
      The `__getattr__` and `__dir__` that it shall have.
    """
    this = sys.modules[module]
    this.__class__ = Namespace
    prefix = module.partition(".")[2]
    places = INDEX.setdefault(prefix, {})

    def __getattr__(name: str) -> object:
        if name in places:
            value = value_of(places[name])
            setattr(this, name, value)  # found without this function from now on
            return value
        if name == "__all__":
            return sorted(places)
        # Imports ask for `__path__`, and in zeal itself for modules that they will find.
        if name.startswith("__") or getattr(this.__spec__, "_initializing", False):
            raise AttributeError(f"module '{module}' has no attribute '{name}'")
        if prefix.startswith("contrib."):
            from zeal.interop.internal import is_internal, module_for

            if is_internal(f"{prefix}.{name}"):  # TensorFlow's code inside
                return module_for(f"{module}.{name}")
        from zeal.not_built import missing

        raise missing(prefix, name)

    return __getattr__, lambda: sorted(places)
