"""Scopes of the ops of distributions and bijectors, and the tensors that these are made of."""

from contextlib import contextmanager, nullcontext
from typing import Any

from zeal import _native
from zeal.state.scope import name_scope


def check_graph_parents(parents):
    """Raises ValueError for a list with something that is no tensor."""
    for i, parent in enumerate(parents):
        if not isinstance(parent, (_native.Tensor, _native.Variable)):
            raise ValueError(f"Graph parent item {i} is not a Tensor; {parent}.")


class MethodScopes:
    """Mixed into what has a `name`: scopes for the ops of its methods."""

    def _name_scope(self, name=None, values=None) -> Any:
        """The scope of a method's ops: `Normal/log_prob/`. While ops run at once, none."""
        return nullcontext(name) if _native.executing_eagerly() else self._scope_in_graph(name)

    @contextmanager
    def _scope_in_graph(self, name):
        with name_scope(self.name), name_scope(name) as scope:
            yield scope
