"""What layers of a network gave, by their names."""

from contextlib import contextmanager

from zeal.contrib.framework.scoped_arguments import arg_scope
from zeal.graph.graph import collected
from zeal.state.scope import variable_scope


class Network:
    """The scope of a network whose layers' outputs are collected."""

    def __init__(self, scope, collection):
        self.scope, self._collection = scope, collection

    def end_points(self):
        """A dict from layers' scopes to what they gave; empty where ops run at once."""
        found = {}
        for tensor in collected(self._collection):
            for alias in getattr(tensor, "aliases", ()):
                found[alias] = tensor
        return found


@contextmanager
def network(scope, default, functions, reuse=None):
    """A variable scope in which the outputs of layer functions are collected.

    Args:
      scope: its name; a new one made of `default` where it is None.
      default: what that is called.
      functions: those whose outputs are collected.
      reuse: whether variables are those of an earlier network of this name.
    """
    with variable_scope(scope, default, reuse=reuse) as made:
        collection = made.original_name_scope + "_end_points"
        with arg_scope(functions, outputs_collections=collection):
            yield Network(made, collection)
