"""tensorflow.python.framework.registry: objects by name."""

import sys

__all__ = ["Registry"]


class Registry:
    """Objects by name, each registered once."""

    def __init__(self, name):
        self._name, self._registry = name, {}

    def register(self, candidate, name=None):
        """Adds an object under a name, its `__name__` by default. Raises KeyError for another."""
        name = name or candidate.__name__
        if name in self._registry:
            code, line = self._registry[name][1:]
            raise KeyError(
                f"Registering two {self._name} with name '{name}'! (Previous registration was in "
                f"{code.co_name} {code.co_filename}:{line})"
            )
        frame = sys._getframe(1)
        self._registry[name] = candidate, frame.f_code, frame.f_lineno

    def list(self):
        """The names."""
        return self._registry.keys()

    def lookup(self, name):
        """The object of a name. Raises LookupError where there is none."""
        name = name.decode() if isinstance(name, bytes) else name
        if name not in self._registry:
            raise LookupError(f"{self._name} registry has no entry for: {name}")
        return self._registry[name][0]
