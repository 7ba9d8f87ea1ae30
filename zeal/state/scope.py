"""Name and variable scopes: the prefixes they give to names of variables."""

import functools
import sys
import threading
from contextlib import contextmanager

from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph.one_graph import elsewhere, within
from zeal.public import public, publish
from zeal.state.variable_scopes import Scopes, VariableScope
from zeal.state.variable_store import AUTO_REUSE


def name_prefix() -> str:
    """What goes before a new variable's name in this thread: "" or such as "outer/inner/"."""
    return _state.prefix


@public("name_scope")
class name_scope:
    """Prefixes the names of variables made inside a `with` block.

    Args:
      name: the part to add; None takes default_name, "" resets the prefix, and one that ends in
        "/" replaces it.
      default_name: used when name is None.
      values: tensors, all of one graph, which the block enters: where there are some, a name is
        needed.

    Returns:
      In `with name_scope("a") as scope`, scope is the new prefix.

    Raises:
      TypeError: default_name is no string.
      ValueError: while a graph is built, what is no name, values without a name or of two graphs.

    Example:
      >>> with tf.name_scope("outer"):
      ...     tf.Variable(1.0, name="k").name
      'outer/k:0'
    """

    _open = None  # what to go back to at the end, and the same of what it is entered inside of

    def __init__(self, name, default_name=None, values=None):
        if default_name is not None and not isinstance(default_name, str):
            raise TypeError(
                f"`default_name` type ({type(default_name)}) is not a string type. You likely "
                "meant to pass this into the `values` kwarg."
            )
        self._name = default_name if name is None else name
        self._values = values

    @property
    def name(self):
        """The part that this scope adds."""
        return self._name

    def __enter__(self) -> str:
        if self._name is None and self._values is not None and not executing_eagerly():
            raise ValueError(
                "At least one of name (None) and default_name (None) must be provided."
            )
        before, scope = _state.prefix, None
        if not executing_eagerly():
            scope = _named(self._values, self._name)
            _state.prefix = scope.__enter__()
        elif not self._name or self._name.endswith("/"):
            _state.prefix = self._name or ""
        else:
            _state.prefix = f"{before}{self._name}/"
        self._open = before, scope, self._open  # the same scope may be entered inside itself
        return _state.prefix

    def __exit__(self, *exc):
        _state.prefix, scope, self._open = self._open
        if scope is not None:
            scope.__exit__(*exc)


def _named(values, name):
    """A scope of the graph that values are of, which is in force inside."""
    graph = elsewhere(values)
    return get_default_graph().name_scope(name) if graph is None else _inside(graph, name)


@contextmanager
def _inside(graph, name):
    with graph.as_default(), graph.name_scope(name) as prefix:
        yield prefix


class _State(threading.local):
    prefix = ""  # of tf.Variable, while executing eagerly


_state = _State()


@contextmanager
def in_one_part(whole=True):
    """`get_variable` makes whole variables in the block, whatever the partitioner of the scope.

    Args:
      whole: False leaves the partitioner in force.
    """
    scope = get_variable_scope()
    before = scope.partitioner
    scope.set_partitioner(None if whole else before)
    try:
        yield
    finally:
        scope.set_partitioner(before)


@public("variable_scope")
class variable_scope:
    """Prefixes the names of variables, those of `get_variable` included, inside a `with` block.

    Args:
      name_or_scope: the part to add, or a `tf.VariableScope` to enter again; None takes
        default_name.
      default_name: used when name_or_scope is None, with a number where the scope around has had
        one of that name.
      values: tensors, all of one graph, which the block enters.
      reuse: True: `get_variable` finds variables, which must be there; `tf.AUTO_REUSE`: it finds or
        makes them; None or False: as the scope around. While executing eagerly it always makes
        one, unless a `tf.contrib.eager.EagerVariableStore` is in force.
      initializer, regularizer, caching_device, partitioner, custom_getter, dtype, use_resource,
        constraint: what `get_variable` takes by default; scopes inside inherit them. A custom
        getter's `getter` is that of the scope around.
      auxiliary_name_scope: whether the names of ops get the prefix too.

    Returns:
      In `with variable_scope("a") as scope`, a `tf.VariableScope`.

    Raises:
      TypeError: there is no name; ValueError: reuse of a scope named by default.

    Example:
      >>> with tf.variable_scope("outer"):
      ...     tf.get_variable("k", [1]).name
      'outer/k:0'
    """

    def __init__(
        self,
        name_or_scope=None,
        default_name=None,
        values=None,
        initializer=None,
        regularizer=None,
        caching_device=None,
        partitioner=None,
        custom_getter=None,
        reuse=None,
        dtype=None,
        use_resource=None,
        constraint=None,
        auxiliary_name_scope=True,
    ):
        if default_name is None and name_or_scope is None:
            raise TypeError("If default_name is None then name_or_scope is required")
        if reuse not in (None, True, False, AUTO_REUSE):
            raise ValueError("The reuse parameter must be True or False or None.")
        if name_or_scope is None and reuse:
            raise ValueError("reuse=True cannot be used without a name_or_scope")
        if not isinstance(name_or_scope, (VariableScope, str, type(None))):
            raise TypeError("VariableScope: name_or_scope must be a string or VariableScope.")
        if not isinstance(auxiliary_name_scope, bool):
            raise TypeError(
                "The auxiliary_name_scope must be `True` or `False`, while get "
                f"{auxiliary_name_scope}"
            )
        self._given, self._default, self._reuse = name_or_scope, default_name, reuse
        self._names_ops, self._custom_getter = auxiliary_name_scope, custom_getter
        self._values = values
        self._defaults = {
            "initializer": initializer, "regularizer": regularizer, "partitioner": partitioner,
            "caching_device": caching_device, "dtype": dtype, "use_resource": use_resource,
            "constraint": constraint,
        }  # fmt: skip

    def __enter__(self) -> VariableScope:
        self._graph = within(self._values)
        self._graph.__enter__()
        try:
            return self._enter()
        except BaseException:
            self._graph.__exit__(*sys.exc_info())
            raise

    def _enter(self):
        self._scopes = Scopes.in_force()
        self._before, self._counts = self._scopes.current, None
        prefix = self._enter_names()
        again = isinstance(self._given, VariableScope)
        scope = self._again(self._given) if again else self._below(self._before, prefix)
        self._scopes.opened(scope.name)
        if again:
            self._counts = dict(self._scopes.counts)
        self._scopes.current = scope
        return scope

    def _enter_names(self):
        """Enters the name scope, and gives its prefix."""
        name = self._default if self._given is None else self._given
        name = name.name.rpartition("/")[2] if isinstance(name, VariableScope) else name
        self._names = name_scope(name) if name and self._names_ops else None
        return self._names.__enter__() if self._names is not None else current_name_scope()

    def _below(self, outer, prefix):
        """A scope that adds a part to the one in force."""
        part = self._scopes.unused(self._default) if self._given is None else self._given
        name = f"{outer.name}/{part}" if outer.name and part else outer.name or part
        return self._made(self._reuse or outer._reuse, name, prefix, outer)

    def _again(self, scope):
        return self._made(self._reuse or scope._reuse, scope.name, scope.original_name_scope, scope)

    def _made(self, reuse, name, prefix, model):
        """A scope with this block's defaults, and else those of `model`."""
        defaults = {
            key: getattr(model, key) if value is None else value
            for key, value in self._defaults.items()
        }
        getter = _nested(self._custom_getter, model.custom_getter)
        return VariableScope(reuse, name, name_scope=prefix, custom_getter=getter, **defaults)

    def __exit__(self, *exc):
        scopes = self._scopes
        if self._counts is None:
            scopes.closed(scopes.current.name)
        else:  # default names beside a scope that was entered again go on
            scopes.counts = self._counts
        scopes.current = self._before
        if self._names is not None:
            self._names.__exit__(*exc)
        self._graph.__exit__(*exc)


def _nested(getter, outer):
    """A custom getter whose `getter` is that of the scope around."""
    if getter is None or outer is None:
        return getter or outer

    inner = getter

    def nested(getter, *args, **kwargs):
        return inner(functools.partial(outer, getter), *args, **kwargs)

    return nested


def current_name_scope() -> str:
    """The prefix of names of ops and `tf.Variable`s: "" or such as "outer/inner/"."""
    if executing_eagerly():
        return _state.prefix
    name = get_default_graph().get_name_scope()
    return f"{name}/" if name else ""


@public("get_variable_scope")
def get_variable_scope() -> VariableScope:
    """The innermost `tf.variable_scope` of this thread; outside of all, one without a name.

    Returns:
      A VariableScope.

    Example:
      >>> with tf.variable_scope("net"):
      ...     print(tf.get_variable_scope().name)
      net
    """
    return Scopes.in_force().current


@public("variable_op_scope")
@contextmanager
def variable_op_scope(values, name_or_scope, default_name=None, **kwargs):
    """The older form of `tf.variable_scope`, with the arguments in another order.

    Args:
      values: those of `tf.variable_scope`.
      name_or_scope, default_name, **kwargs: those of `tf.variable_scope`.

    Example:
      >>> with tf.variable_op_scope([], "net") as scope:
      ...     print(scope.name)
      net
    """
    with variable_scope(name_or_scope, default_name, values, **kwargs) as scope:
        yield scope


@public("op_scope")
@contextmanager
def op_scope(values, name, default_name=None):
    """The older form of `tf.name_scope`, with the arguments in another order.

    Args:
      values, name, default_name: those of `tf.name_scope`.

    Example:
      >>> with tf.op_scope([], "net") as scope:
      ...     print(scope)
      net/
    """
    with name_scope(name, default_name, values) as scope:
        yield scope


publish("zeal.state.variable_store", "AUTO_REUSE")
