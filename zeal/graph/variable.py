"""Variables of graphs: a handle, an initial value, and the collections that list them."""

import weakref

from zeal import _native
from zeal._native import raw
from zeal.dtypes import as_dtype
from zeal.graph.graph import get_default_graph, home_graph, outside_graphs
from zeal.graph.keys import GraphKeys
from zeal.graph.lifting import moved_to, value_while_traced
from zeal.graph.placeholder import named_value, sizes


def initialize(self, initial_value, name, trainable, collections, constraint, dtype, shape):
    """The end of `Variable.__init__` while a graph is built.

    Args:
      self: the variable.
      initial_value: what converts to a tensor, or a function that returns it.
      name: the op's name, made unique in its scope; one that ends in "/" stands for itself.
      trainable, constraint: as in `tf.Variable`.
      collections: keys to list the variable under; None for GLOBAL_VARIABLES.
      dtype: of the value, or None.
      shape: of the values, where sizes are to be left open; or None.
    """
    graph = home_graph()
    if graph is None:
        return _lift(self, initial_value, name, trainable, constraint, dtype)
    if graph is not get_default_graph():  # what functions and branches make lives outside
        if isinstance(initial_value, _native.Tensor):
            initial_value = moved_to(graph, initial_value)
        with get_default_graph().counted_outside(graph), graph.as_default():
            return initialize(
                self, initial_value, name, trainable, collections, constraint, dtype, shape
            )
    with graph.control_dependencies(None), graph.name_scope(name) as scope:
        value = _initial(graph, initial_value, dtype)
        refers = getattr(self, "_zeal_one_read", True)  # resource variables may be of any shape
        if refers and shape is None and not value.shape.is_fully_defined():
            raise ValueError(
                f"initial_value must have a shape specified: {value}; validate_shape=False leaves "
                "the variable's shape open"
            )
        shape = value.shape if shape is None else shape
        handle = raw.VarHandleOp(value.dtype, sizes(shape), scope[:-1], name=scope)
        self._initialize_in_graph(handle, value.dtype, f"{scope[:-1]}:0", trainable, constraint)
        self._initial_value = value
        with graph._beside(handle.op):
            self._initializer_op = write(handle, value, "Assign")
        self._snapshot = read(handle, value.dtype, "read")
    keys = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(collections)
    if trainable and GraphKeys.TRAINABLE_VARIABLES not in keys:
        keys.append(GraphKeys.TRAINABLE_VARIABLES)
    graph.add_to_collections(keys, self)
    graph._variables[handle.op.name] = self


def write(handle, value, name=None):
    """Gives the variable of a handle another value."""
    return raw.AssignVariableOp(handle, value, name=name)


def add(handle, value, name=None):
    """Adds to the variable of a handle."""
    return raw.AssignAddVariableOp(handle, value, name=name)


def subtract(handle, value, name=None):
    """Subtracts from the variable of a handle."""
    return raw.AssignSubVariableOp(handle, value, name=name)


def read(handle, dtype, name=None):
    """The op that reads the variable of a handle, as it is when the op runs."""
    return raw.ReadVariableOp(handle, dtype, name=name)


def make(variable, value, name, trainable, constraint, collections=None, shape=None):
    """Makes a variable of a name while a graph is built; a number follows where an op has it.

    Args:
      variable: a new object, nothing of it initialized.
      value: its initial value, or a function that gives it.
      name: the name, without ":0".
      trainable, constraint, collections: as in `tf.Variable`.
      shape: of the values, where sizes are to be left open; or None.
    """
    graph, wanted = home_graph(), name
    while graph is not None and graph._find(name) is not None:
        with graph.name_scope(""):
            name = graph.unique_name(wanted)  # the name itself, where no scope has claimed it
    initialize(variable, value, f"{name}/", trainable, collections, constraint, None, shape)
    return variable


def _lift(self, initial_value, name, trainable, constraint, dtype):
    """Makes a variable outside the function being traced, where it lives on."""
    graph = get_default_graph()
    if not graph.may_make_variables:
        raise ValueError(
            "tf.function-decorated function tried to create variables on non-first call: make "
            f"{name!r} in the first one alone, or outside"
        )
    graph.made_variables.append(weakref.ref(self))
    if not name.endswith("/"):
        scope = graph.get_name_scope()
        name = f"{scope}/{name}/" if scope else f"{name}/"
    with outside_graphs():
        value = initial_value() if callable(initial_value) else initial_value
        value = _native.convert(value, None if dtype is None else as_dtype(dtype))
        self._initialize(value_while_traced(value), f"{name[:-1]}:0", trainable, constraint)


def _initial(graph, initial_value, dtype):
    dtype = None if dtype is None else as_dtype(dtype)
    if not callable(initial_value):
        return named_value(initial_value, dtype, "initial_value")
    with graph.name_scope("Initializer"):
        return named_value(initial_value(), dtype, "initial_value")
