"""Functions that share their variables between calls, and stores for eager programs."""

import functools
import threading

from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.scope import variable_scope
from zeal.state.trackable import Trackable
from zeal.state.variable_scopes import Scopes
from zeal.state.variable_store import VariableStore, using_store


@public("make_template", "contrib.eager.make_template")
def make_template(
    name_, func_, create_scope_now_=False, unique_name_=None, custom_getter_=None, **kwargs
):
    """Makes a function whose later calls find the variables that the first one made.

    Args:
      name_: name of the variable scope, with a number where it was used.
      func_: a function that calls `tf.get_variable`.
      create_scope_now_: whether the scope is made at once, instead of by the first call.
      unique_name_: a name of the scope that gets no number; not while executing eagerly.
      custom_getter_: as in `tf.variable_scope`.
      **kwargs: arguments that each call gives to func_.

    Returns:
      A Template, which is called as func_ is.

    Raises:
      ValueError: name_ is None, or unique_name_ given while executing eagerly.

    Example:
      >>> scaled = tf.make_template("stretch", lambda x: x * tf.get_variable("by", [1]))
      >>> _ = scaled(1.0), scaled(2.0)
      >>> [v.name for v in scaled.variables]
      ['stretch/by:0']
    """
    func = functools.partial(func_, **kwargs) if kwargs else func_
    if executing_eagerly() and unique_name_ is not None:
        raise ValueError("unique_name_ cannot be used when eager execution is enabled.")
    return Template(name_, func, create_scope_now_, unique_name_, custom_getter_)


class _Running(threading.local):
    template = None  # the innermost one whose function runs


_running = _Running()


class Template(Trackable):
    """A function with variables of its own; see `tf.make_template`.

    Checkpoints know its variables by their names in its scope, and templates called inside it too.

    Args:
      name: name of the variable scope.
      func: what calls run.
      create_scope_now, unique_name, custom_getter: as in `tf.make_template`.
    """

    def __init__(self, name, func, create_scope_now=False, unique_name=None, custom_getter=None):
        if name is None:
            raise ValueError("name cannot be None.")
        self._name, self._func, self._unique_name = name, func, unique_name
        self._custom_getter = custom_getter
        self._scope = None
        self._called = False  # to its end: an error in the first call leaves variables to be made
        self._template_store = _eager_store() if executing_eagerly() else None
        self._made: dict = {}  # by name, what calls made in a graph: slots are in its scope too
        if create_scope_now:
            part = unique_name or Scopes.in_force().unused(name)
            with variable_scope(
                part, custom_getter=custom_getter, auxiliary_name_scope=False
            ) as self._scope:
                pass

    def __call__(self, *args, **kwargs):
        if self._template_store is None:
            return self._in_scope(args, kwargs)
        store = self._template_store
        with store.as_default(), store._store.telling(self._restore_new):
            return self._in_scope(args, kwargs)

    def _in_scope(self, args, kwargs):
        if self._scope is not None:
            with variable_scope(self._scope, reuse=self._called):
                return self._run(args, kwargs)
        getter = self._custom_getter
        with variable_scope(self._unique_name, self._name, custom_getter=getter) as self._scope:
            return self._run(args, kwargs)

    def _run(self, args, kwargs):
        known, before = len(self._trained()), set(map(id, self._collected_in_graph()))
        outer = _running.template
        if outer is not None and outer is not self:
            name = outer._local(self._scope.name)
            outer._track_trackable(self, name, overwrite=True)
        _running.template = self
        try:
            result = self._func(*args, **kwargs)
        finally:
            _running.template = outer
            new = [v for v in self._collected_in_graph() if id(v) not in before]
            self._made.update((self._local(v.name), v) for v in new)
        self._restore_new_in_graph()
        made = self._trained()[known:]
        if self._called and made:
            raise ValueError(
                "Trainable variable created when calling a template after the first time, perhaps "
                f"you used tf.Variable when you meant tf.get_variable: {made}"
            )
        self._called = True
        return result

    # --- for checkpoints ---
    def _local(self, name):
        """A name as it is called inside the template's scope."""
        return name.partition(":")[0].removeprefix(self.variable_scope_name)

    def _zeal_edges(self):
        if self._template_store is None:
            return {**super()._zeal_edges(), **self._made}
        scope = self.variable_scope_name
        known = self._template_store._store.variables.values()
        inside = [v for v in known if scope is not None and v.name.startswith(scope)]
        return {**super()._zeal_edges(), **{self._local(v.name): v for v in inside}}

    def _collected_in_graph(self):
        return [] if self._template_store is not None else self.variables

    def _restore_new(self, name, variable):
        self._handle_deferred_dependencies(self._local(name), variable)

    def _restore_new_in_graph(self):
        if self._template_store is None and self.__dict__.get("_waiting_restores"):
            for name, variable in self._zeal_edges().items():
                self._handle_deferred_dependencies(name, variable)

    def _trained(self):
        if self._template_store is not None:
            return [v for v in self._template_store._store.variables.values() if v.trainable]
        return get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES)

    name = property(lambda self: self._name, doc="The name it was given.")
    func = property(lambda self: self._func, doc="What calls run.")
    variable_scope = property(lambda self: self._scope, doc="Its VariableScope, once it has one.")
    var_scope = variable_scope  # its old name

    @property
    def variable_scope_name(self):
        """The scope's name with a "/" at its end, None before a call."""
        return None if self._scope is None else f"{self._scope.name}/"

    def _collected(self, key):
        store = self._template_store
        if store is not None:
            if key == GraphKeys.TRAINABLE_VARIABLES:
                return store.trainable_variables()
            return [] if key == GraphKeys.LOCAL_VARIABLES else store.variables()
        return [] if self._scope is None else self._scope.get_collection(key)

    @property
    def global_variables(self):
        """Those of its variables that are no local ones."""
        return self._collected(GraphKeys.GLOBAL_VARIABLES)

    @property
    def local_variables(self):
        """Its local variables."""
        return self._collected(GraphKeys.LOCAL_VARIABLES)

    @property
    def variables(self):
        """Its variables."""
        return self.global_variables + self.local_variables

    @property
    def trainable_variables(self):
        """Its trainable variables."""
        return self._collected(GraphKeys.TRAINABLE_VARIABLES)

    @property
    def non_trainable_variables(self):
        """Its other variables."""
        return [v for v in self.variables if not v.trainable]

    weights = variables
    trainable_weights = trainable_variables
    non_trainable_weights = non_trainable_variables


def _eager_store():
    """The store that a template finds its variables in: that of the template or block around.

    A template that a template's call makes would otherwise make its variables in each call.
    """
    around = VariableStore.in_force()
    return EagerVariableStore(around if around.keeps else None)


@public("contrib.eager.EagerVariableStore")
class EagerVariableStore:
    """Lets `tf.get_variable` find variables while executing eagerly.

    Args:
      store: the store of another one, to share its variables; None for a new one.

    Example:
      >>> container = tf.contrib.eager.EagerVariableStore()
      >>> def scaled(x):
      ...     with container.as_default():
      ...         return x * tf.get_variable("by", initializer=2.0)
      >>> _ = scaled(1.0), scaled(2.0)
      >>> [v.name for v in container.variables()]
      ['by:0']
    """

    def __init__(self, store=None):
        if store is not None and not isinstance(store, VariableStore):
            raise ValueError(
                "Cannot construct EagerVariableStore from an object that is no store: "
                f"{store!r}"
            )
        self._store = VariableStore() if store is None else store

    def as_default(self):
        """A block in which `tf.get_variable` finds and makes variables in this store."""
        return using_store(self._store)

    def variables(self):
        """Its variables, by name."""
        return sorted(self._store.variables.values(), key=lambda v: v.name)

    def trainable_variables(self):
        """Its trainable variables, by name."""
        return [v for v in self.variables() if v.trainable]

    def non_trainable_variables(self):
        """Its other variables, by name."""
        return [v for v in self.variables() if not v.trainable]

    def copy(self):
        """A store with variables of the same names, values and constraints of their own.

        Returns:
          An EagerVariableStore.
        """
        from zeal.state.variable import make_variable

        other = EagerVariableStore()
        for key, v in self._store.variables.items():
            value = make_variable(v.value(), v.name.partition(":")[0], v.trainable, v.constraint)
            other._store.variables[key] = value
        return other
