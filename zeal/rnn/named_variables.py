"""Variables that belong to the cell that asks for them, by their names."""

from contextlib import contextmanager

from zeal._native import api
from zeal.state.scope import variable_scope
from zeal.state.variable import get_variable


class NamedVariables:
    """What cells with variables of several names inherit: each is made at its first use."""

    def _kernel(self, name, shape, dtype, shards):
        """A kernel whose rows lie in so many variables."""
        if shards == 1:
            return self._variable(f"{name}_0", shape, dtype)
        sizes = [shape[0] // shards + (i < shape[0] % shards) for i in range(shards)]
        parts = [
            self._variable(f"{name}_{i}", [n, shape[1]], dtype) for i, n in enumerate(sizes)
        ]
        return api.concat([part.read_value() for part in parts], 0)

    _place = ""  # the scope, inside the cell's own, whose variables are asked for

    @contextmanager
    def _within(self, scope):
        """A block whose variables are in a scope of the cell's."""
        self._place, before = scope, self._place
        try:
            with variable_scope(scope):
                yield
        finally:
            self._place = before

    def _variable(self, name, shape, dtype, initializer=None):
        made = self.__dict__.setdefault("_made", {})
        key = self._place, name
        if key not in made:
            made[key] = get_variable(name, shape, dtype, initializer)
        return made[key]
