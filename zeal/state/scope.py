"""Name and variable scopes: the prefixes they give to names of variables."""

import itertools
import threading

from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.public import public, publish


def name_prefix() -> str:
    """What goes before a new variable's name in this thread: "" or such as "outer/inner/"."""
    return _state.prefix


def variable_prefix() -> str:
    """The same for `get_variable`, which sees variable scopes only."""
    return _state.variable_prefix


@public("name_scope")
class name_scope:
    """Prefixes the names of variables made inside a `with` block.

    Args:
      name: the part to add; None takes default_name, "" resets the prefix, and one that ends in
        "/" replaces it.
      default_name: used when name is None.
      values: accepted for compatibility.

    Returns:
      In `with name_scope("a") as scope`, scope is the new prefix.

    Example:
      >>> with tf.name_scope("outer"):
      ...     tf.Variable(1.0, name="k").name
      'outer/k:0'
    """

    def __init__(self, name, default_name=None, values=None):
        self._name = default_name if name is None else name

    @property
    def name(self):
        """The part that this scope adds."""
        return self._name

    def __enter__(self) -> str:
        self._before = _state.prefix
        self._in_graph = None if executing_eagerly() else get_default_graph().name_scope(self._name)
        if self._in_graph is not None:
            _state.prefix = self._in_graph.__enter__()
            return _state.prefix
        if not self._name:
            _state.prefix = ""
        elif self._name.endswith("/"):
            _state.prefix = self._name
        else:
            _state.prefix = f"{self._before}{self._name}/"
        return _state.prefix

    def __exit__(self, *exc):
        _state.prefix = self._before
        if self._in_graph is not None:
            self._in_graph.__exit__(*exc)


class _ReuseMode:
    def __repr__(self):
        return "<_ReuseMode.AUTO_REUSE: 1>"


AUTO_REUSE = _ReuseMode()


@public("variable_scope")
class variable_scope:
    """Prefixes the names of variables, those of `get_variable` included, inside a `with` block.

    Args:
      name_or_scope: the part to add, or a scope to enter again; None takes default_name.
      default_name: used when name_or_scope is None.
      initializer, regularizer, dtype, constraint: what `get_variable` takes by default; scopes
        inside inherit them.
      partitioner, custom_getter: not built; must be None.
      reuse: True: `get_variable` finds variables; AUTO_REUSE: finds or makes them; else it makes
        them. While executing eagerly it always makes a new one.
      auxiliary_name_scope: whether ops inside get the name too.
      values, caching_device, use_resource: accepted for compatibility.

    Example:
      >>> with tf.variable_scope("outer"):
      ...     tf.get_variable("k", [1]).name
      'outer/k:0'
    """

    _defaults = initializer = regularizer = dtype = constraint = None
    _prefix = ""

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
        for key, value in [("partitioner", partitioner), ("custom_getter", custom_getter)]:
            if value is not None:
                raise NotImplementedError(f"variable_scope: {key} is not built yet")
        self._entered = name_or_scope if isinstance(name_or_scope, variable_scope) else None
        part = default_name if name_or_scope is None else name_or_scope
        self._part = part if self._entered is None else None
        self._default = default_name
        self._unique = name_or_scope is None  # numbered where the surrounding scope has the name
        if self._entered is None and not part and not isinstance(part, str):
            raise TypeError("If default_name is None then name_or_scope is required")
        self._defaults = {"initializer": initializer, "regularizer": regularizer, "dtype": dtype,
                          "constraint": constraint}
        self._asked_reuse = reuse
        self._opens_name_scope = auxiliary_name_scope
        self.reuse = AUTO_REUSE if executing_eagerly() else False

    @property
    def name(self) -> str:
        """The prefix without its last "/"."""
        return self._prefix[:-1]

    @property
    def original_name_scope(self) -> str:
        """The prefix of `tf.Variable` inside."""
        return self._name_prefix

    def reuse_variables(self):
        """Later calls of `get_variable` find variables; eagerly each makes a new one.

        Example:
          >>> with tf.variable_scope("net") as scope:
          ...     scope.reuse_variables()
        """
        if not executing_eagerly():
            self.reuse = True

    def __enter__(self) -> "variable_scope":
        self._before = _state.prefix, _state.variable_prefix, _state.scope
        if self._unique:
            self._part = _unnumbered(_state.variable_prefix, self._default)
        part = f"{self._part}/" if self._part else ""
        self._prefix = self._entered._prefix if self._entered else _state.variable_prefix + part
        self._name_prefix = _state.prefix
        if self._opens_name_scope:
            self._name_prefix = self._prefix if self._entered else _state.prefix + part
        outer = self._entered or _state.scope
        for key, value in self._defaults.items():
            setattr(self, key, getattr(outer, key) if value is None else value)
        self._opened = _opened()
        self._opened_before = dict(self._opened) if self._entered else None
        self._opened[self._prefix] = self._opened.get(self._prefix, 0) + 1
        _state.prefix, _state.variable_prefix, _state.scope = self._name_prefix, self._prefix, self
        self._in_graph = None
        if not executing_eagerly():
            self._enter_graph(outer)
        return self

    def _enter_graph(self, outer):
        self.reuse = self._asked_reuse or outer.reuse
        name = self._part or (self._prefix[:-1].rpartition("/")[2] if self._entered else None)
        if name and self._opens_name_scope:
            self._in_graph = get_default_graph().name_scope(name)
            self._name_prefix = _state.prefix = self._in_graph.__enter__()

    def __exit__(self, *exc):
        _state.prefix, _state.variable_prefix, _state.scope = self._before
        self._close()
        if self._in_graph is not None:
            self._in_graph.__exit__(*exc)


    def _close(self):
        """Default names inside start anew; those beside a scope that was entered again go on."""
        inside = [p for p in self._opened if p.startswith(self._prefix) and p != self._prefix]
        for prefix in inside:
            del self._opened[prefix]
        if self._opened_before is not None:
            self._opened.clear()
            self._opened.update(self._opened_before)


def _opened():
    """How often variable scopes were opened, by prefix: per graph, or of the eager program."""
    owner = _state if executing_eagerly() else get_default_graph()
    return owner.__dict__.setdefault("_opened_scopes", {})


def _unnumbered(prefix, name):
    """A name under which no variable scope was opened: `name`, then `name_1` and so on."""
    opened = _opened()
    names = itertools.chain([name], (f"{name}_{i}" for i in itertools.count(1)))
    return next(n for n in names if not opened.get(f"{prefix}{n}/"))


class _State(threading.local):
    prefix = ""  # of tf.Variable
    variable_prefix = ""  # of tf.get_variable: name scopes leave it alone
    scope = variable_scope("")


_state = _State()


@public("get_variable_scope")
def get_variable_scope() -> variable_scope:
    """The innermost `tf.variable_scope` of this thread; outside of all, one without a name.

    Returns:
      A variable_scope.

    Example:
      >>> with tf.variable_scope("net"):
      ...     print(tf.get_variable_scope().name)
      net
    """
    return _state.scope

publish(__name__, "AUTO_REUSE")
