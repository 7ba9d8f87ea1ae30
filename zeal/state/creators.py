"""`tf.variable_creator_scope`: functions that make variables in the place of `tf.Variable`."""

import functools
import inspect
import threading
from contextlib import contextmanager

from zeal import _native
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph, home_graph
from zeal.public import public
from zeal.state.variable import _initialize


class _Stack(threading.local):
    def __init__(self):
        self.creators = []  # (graph or None, creator), innermost last


_stack = _Stack()
_open = [0]  # scopes of all threads
_SIGNATURE = inspect.signature(_initialize)


@public("variable_creator_scope")
@contextmanager
def variable_creator_scope(variable_creator):
    """A block whose variables a function makes, those of `tf.get_variable` included.

    Args:
      variable_creator: a function of (next_creator, **kwargs) that returns a variable; kwargs are
        the arguments of `tf.Variable`, and next_creator, which takes them too, is the creator of
        the block around, or what makes a variable. Of nested blocks the innermost is called first.

    Example:
      >>> def untrained(next_creator, **kwargs):
      ...     return next_creator(**{**kwargs, "trainable": False})
      >>> with tf.variable_creator_scope(untrained):
      ...     tf.Variable(1.0).trainable
      False
    """
    _stack.creators.append((_owner(), variable_creator))
    _count(1)
    try:
        yield
    finally:
        _stack.creators.pop()
        _count(-1)


def _count(change):
    _open[0] += change
    _native.have_variable_creators(_open[0] > 0)


def _owner():
    return None if executing_eagerly() else get_default_graph()


def _owners():
    """Whose creators there are now: inside a function also those of where it is called."""
    owner = _owner()
    return [owner, home_graph()] if getattr(owner, "_captures_values", False) else [owner]


def _is_inner(graph, owners):
    """Whether a graph is that of a function, around the one that is being traced."""
    return len(owners) > 1 and getattr(graph, "_captures_values", False)


def _create(*args, **kwargs):
    """`tf.Variable(...)` while there are creators."""
    bound = _SIGNATURE.bind(None, *args, **kwargs)
    bound.apply_defaults()
    arguments = dict(bound.arguments)
    del arguments["self"]
    owners, creator = _owners(), _make
    for graph, outer in _stack.creators:
        if any(graph is owner for owner in owners) or _is_inner(graph, owners):
            creator = functools.partial(outer, creator)
    return creator(**arguments)


def _make(**arguments):
    variable = _native.Variable.__new__(_native.Variable)
    variable.__init__(**arguments)
    return variable


_native.set_hook("variable_create", _create)
