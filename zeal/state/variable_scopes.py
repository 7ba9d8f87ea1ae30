"""Variable scopes: the names that `tf.get_variable` gives, and defaults of what it takes."""

import threading
from contextlib import contextmanager, nullcontext

from zeal import _native
from zeal.dtypes import as_dtype, float32
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import collecting_graph, get_default_graph, home_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.variable_store import AUTO_REUSE, VariableStore

# What a scope gives to `get_variable` where that is not told.
DEFAULTS = (
    "initializer", "regularizer", "caching_device", "partitioner", "custom_getter", "dtype",
    "use_resource", "constraint",
)  # fmt: skip


@public("VariableScope")
class VariableScope:
    """A prefix of variables' names, with defaults for `tf.get_variable`.

    Args:
      reuse: True: variables are found; False: they are made; `tf.AUTO_REUSE`: either. Eagerly
        each `get_variable` makes one, unless a `tf.contrib.eager.EagerVariableStore` is in force.
      name: the prefix, without its last "/".
      initializer, regularizer, caching_device, partitioner, custom_getter, dtype, use_resource,
        constraint: defaults; see `tf.get_variable`.
      name_scope: the name scope that goes with it.

    Example:
      >>> with tf.variable_scope("net") as scope:
      ...     (scope.name, scope.original_name_scope, scope.reuse)
      ('net', 'net/', <_ReuseMode.AUTO_REUSE: 1>)
    """

    def __init__(
        self,
        reuse,
        name="",
        initializer=None,
        regularizer=None,
        caching_device=None,
        partitioner=None,
        custom_getter=None,
        name_scope="",
        dtype=float32,
        use_resource=None,
        constraint=None,
    ):
        self._name, self._name_scope = name, name_scope
        self._reuse = reuse
        self.set_initializer(initializer)
        self.set_regularizer(regularizer)
        self.set_caching_device(caching_device)
        self.set_partitioner(partitioner)
        self.set_custom_getter(custom_getter)
        self.set_dtype(dtype)
        self.set_use_resource(use_resource)
        self._constraint = constraint

    name = property(lambda self: self._name, doc="The prefix, without its last `/`.")
    original_name_scope = property(lambda self: self._name_scope, doc="Its name scope's prefix.")
    initializer = property(lambda self: self._initializer, doc="The default initializer.")
    regularizer = property(lambda self: self._regularizer, doc="The default regularizer.")
    caching_device = property(lambda self: self._caching_device, doc="The default of that name.")
    partitioner = property(lambda self: self._partitioner, doc="The default partitioner.")
    custom_getter = property(lambda self: self._custom_getter, doc="What `get_variable` calls.")
    dtype = property(lambda self: self._dtype, doc="The default dtype.")
    use_resource = property(lambda self: self._use_resource, doc="The default of that name.")
    constraint = property(lambda self: self._constraint, doc="The default constraint.")

    @property
    def reuse(self):
        """Whether variables are found (True), made (False), or either."""
        return AUTO_REUSE if executing_eagerly() else self._reuse

    def reuse_variables(self):
        """Later calls of `get_variable` in this scope find variables."""
        self._reuse = True

    def set_initializer(self, initializer):
        """Sets the default initializer."""
        self._initializer = initializer

    def set_regularizer(self, regularizer):
        """Sets the default regularizer."""
        self._regularizer = regularizer

    def set_caching_device(self, caching_device):
        """Sets the default caching device, which changes nothing: there is one device."""
        if caching_device is not None and executing_eagerly():
            raise NotImplementedError(
                "Caching devices are not yet supported when eager execution is enabled."
            )
        self._caching_device = caching_device

    def set_partitioner(self, partitioner):
        """Sets the default partitioner."""
        self._partitioner = partitioner

    def set_custom_getter(self, custom_getter):
        """Sets what `get_variable` calls in the place of making a variable."""
        self._custom_getter = custom_getter

    def set_dtype(self, dtype):
        """Sets the default dtype."""
        self._dtype = dtype

    def set_use_resource(self, use_resource):
        """Sets the default of `use_resource`, whether each read has a gradient of its own."""
        if executing_eagerly() and use_resource is False:
            raise ValueError(
                "When eager execution is enabled, use_resource cannot be set to false."
            )
        self._use_resource = use_resource

    def get_collection(self, name):
        """The collection of that name, as far as it belongs to this scope."""
        return get_default_graph().get_collection(name, f"{self.name}/" if self.name else "")

    def trainable_variables(self):
        """The scope's trainable variables, of the graph."""
        return self.get_collection(GraphKeys.TRAINABLE_VARIABLES)

    def global_variables(self):
        """The scope's variables, of the graph."""
        return self.get_collection(GraphKeys.GLOBAL_VARIABLES)

    def local_variables(self):
        """The scope's local variables, of the graph."""
        return self.get_collection(GraphKeys.LOCAL_VARIABLES)

    def get_variable(self, name, **arguments):
        """`tf.get_variable` in this scope, whatever scope is in force.

        Args:
          name: the variable's name below this scope.
          **arguments: as in `tf.get_variable`, and `reuse`.

        Returns:
          A Variable, or what a custom getter returns.
        """
        for key in DEFAULTS:
            if arguments.get(key) is None and key not in ("initializer", "dtype"):
                arguments[key] = getattr(self, key)
        if executing_eagerly() or arguments.get("reuse") is None:
            arguments["reuse"] = False if executing_eagerly() else self.reuse
        full = "/".join(filter(None, (self.name, name)))
        with _no_name_scope():  # names of variables depend on variable scopes alone
            _settle_dtype(arguments, self)
            return VariableStore.in_force().get_variable(full, **arguments)


@contextmanager
def _no_name_scope():
    """Names start at the root, also in the graph that variables made in a branch belong to."""
    from zeal.state.scope import name_scope

    home = home_graph()
    away = home is not None and home is not get_default_graph()
    with name_scope(None), home.name_scope("") if away else nullcontext():
        yield


def _settle_dtype(arguments, scope):
    """Fills in the scope's initializer and dtype.

    A new variable has the dtype of a value given as initializer; one that is there already must
    have the scope's even then, as TensorFlow asks.
    """
    initializer, dtype = arguments.get("initializer"), arguments.get("dtype")
    if initializer is not None and not callable(initializer):
        own = _native.convert(initializer).dtype
        if dtype is not None and own != as_dtype(dtype).base_dtype:
            raise ValueError(
                f"Initializer type '{own}' and explicit dtype '{as_dtype(dtype)}' don't match."
            )
    arguments["initializer"] = scope.initializer if initializer is None else initializer
    arguments["dtype"] = as_dtype(dtype or scope.dtype or float32).base_dtype


class Scopes(threading.local):
    """The variable scope in force in a graph, and how often each name was entered."""

    def __init__(self):
        self.current = VariableScope(False)
        self.counts = {}

    @staticmethod
    def in_force() -> "Scopes":
        """Those of the graph that variables belong to, or eagerly are listed in."""
        graph = home_graph() or collecting_graph()
        known = graph.__dict__.get("_variable_scopes")
        if known is None:
            known = graph._variable_scopes = Scopes()
        return known

    def opened(self, name):
        """Counts a scope that is entered."""
        self.counts[name] = self.counts.get(name, 0) + 1

    def closed(self, name):
        """Forgets the scopes below one that is left."""
        for key in self.counts:
            if key.startswith(f"{name}/"):
                self.counts[key] = 0

    def unused(self, prefix):
        """A name below the current scope that was not entered: `prefix`, `prefix_1`, ..."""
        base = f"{self.current.name}/{prefix}" if self.current.name else prefix
        if not self.counts.get(base):
            return prefix
        number = 1
        while self.counts.get(f"{base}_{number}"):
            number += 1
        return f"{prefix}_{number}"
