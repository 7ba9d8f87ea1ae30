"""Modules of public names: quick to read, and clear about names that are not there."""

import sys
from collections.abc import Callable

from zeal._native import Namespace


def namespace(module: str) -> Callable[[str], object]:
    """Makes a module one of public names; returns the `__getattr__` it shall have."""
    sys.modules[module].__class__ = Namespace

    def __getattr__(name: str) -> object:
        from zeal.not_built import missing

        raise missing(module.partition(".")[2], name)

    return __getattr__
