"""Where `tf.get_variable` keeps and finds variables, and how it makes them."""

import threading
from contextlib import contextmanager

from zeal import _native
from zeal.dtypes import as_dtype, float32, string
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import collecting_graph, get_default_graph, home_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.copies import resolve
from zeal.tensor_shape import as_shape


class _ReuseMode:
    def __repr__(self):
        return "<_ReuseMode.AUTO_REUSE: 1>"


AUTO_REUSE = _ReuseMode()

# What custom getters may give the getter by position.
_AFTER_SHAPE = (
    "dtype", "initializer", "regularizer", "reuse", "trainable", "collections", "caching_device",
    "partitioner", "validate_shape", "use_resource", "constraint", "synchronization", "aggregation",
)  # fmt: skip


class _InForce(threading.local):
    eager = None  # the store of an EagerVariableStore or template


_in_force = _InForce()


class VariableStore:
    """What `tf.get_variable` made, by name.

    Args:
      keeps: False for the store of eager programs, where each call makes a variable.
    """

    def __init__(self, keeps=True):
        self.keeps = keeps
        self.on_new = None  # called with name and variable when one is made
        self.variables = {}
        self.partitioned = {}

    @staticmethod
    def in_force() -> "VariableStore":
        """The store of the graph being built, or of eager execution."""
        if _in_force.eager is not None:
            return _in_force.eager
        if executing_eagerly():
            return _forgetful
        graph = get_default_graph()
        if "_variable_store" not in graph.__dict__:
            graph = home_graph() or graph  # a function of an eager program has its own
        store = graph.__dict__.get("_variable_store")
        if store is None:
            store = graph._variable_store = VariableStore()
        return store

    def get_variable(self, name, shape=None, custom_getter=None, **arguments):
        """The variable of that full name, found or made, by the custom getter if there is one."""
        if custom_getter is not None and not callable(custom_getter):
            raise ValueError(f"Passed a custom_getter which is not callable: {custom_getter}")
        if executing_eagerly():
            if arguments.get("reuse") is True and not self.keeps:
                raise RuntimeError(
                    "When eager execution is enabled variable reuse is only supported when an "
                    "EagerVariableStore is active. See the documentation on EagerVariableStore for "
                    "example usage."
                )
            arguments["reuse"] = AUTO_REUSE if self.keeps else False
        arguments["shape"] = shape
        if custom_getter is None:
            return self._true_getter(name, **arguments)
        if not _takes(custom_getter, "constraint"):
            arguments.pop("constraint", None)
        asked = map(arguments.get, ("synchronization", "aggregation", "trainable"))
        copies, arguments["trainable"] = resolve(*asked, name)
        arguments["synchronization"] = copies.synchronization
        arguments["aggregation"] = copies.aggregation
        return custom_getter(getter=self._true_getter, name=name, **arguments)

    def _true_getter(self, name, shape=None, *positional, **arguments):
        from zeal.state.partition import PartitionedVariable

        arguments.update(zip(_AFTER_SHAPE, positional, strict=False))
        partitioner, reuse = arguments.pop("partitioner", None), arguments.pop("reuse", None)
        if partitioner is not None and not callable(partitioner):
            raise ValueError(f"Partitioner must be callable, but received: {partitioner}")
        scalar = shape is not None and as_shape(shape).ndims == 0
        known = reuse is True and name in self.partitioned
        if (partitioner is not None and not scalar) or known:
            return PartitionedVariable.of_store(self, name, shape, partitioner, reuse, arguments)
        if f"{name}/part_0" in self.variables:
            raise ValueError(
                "No partitioner was provided, but a partitioned version of the variable was found: "
                f"{name}/part_0. Perhaps a variable of the same name was already created with "
                "partitioning?"
            )
        return self.single(name, shape, reuse, **arguments)

    def single(
        self, name, shape=None, reuse=None, dtype=None, initializer=None, regularizer=None,
        partition_info=None, **arguments
    ):  # fmt: skip
        """One variable, found or made; `partition_info` tells what part of a larger one it is."""
        if shape is not None and initializer is not None and not callable(initializer):
            raise ValueError("If initializer is a constant, do not specify shape.")
        known = self._find(name, reuse, as_shape(shape), dtype)
        if known is not None:
            return known
        dtype = as_dtype(float32 if dtype is None else dtype)
        value = initial_value(name, shape, dtype, initializer, partition_info)
        arguments = {k: v for k, v in arguments.items() if v is not None}
        variable = _native.Variable(
            value, name=name, dtype=_own_dtype(initializer, shape, dtype), **arguments
        )
        if self.keeps:
            self._keep(name, variable, arguments.get("collections"))
        if regularizer:  # Sonnet says {} for none
            add_regularization_loss(variable, regularizer)
        return variable

    @contextmanager
    def telling(self, on_new):
        """A block in which a function is told the name of each new variable, and the variable."""
        before, self.on_new = self.on_new, on_new
        try:
            yield
        finally:
            self.on_new = before

    def _keep(self, name, variable, collections):
        """Notes a variable; of an eager store it joins collections, as one of a graph has."""
        self.variables[name] = variable
        if self.on_new is not None:
            self.on_new(name, variable)
        if executing_eagerly():
            keys = [GraphKeys.GLOBAL_VARIABLES] if collections is None else [*collections]
            keys += [GraphKeys.TRAINABLE_VARIABLES] if variable.trainable else []
            collecting_graph().add_to_collections(keys, variable)

    def _find(self, name, reuse, shape, dtype):
        """The variable of that name, or None where one is to be made.

        Args:
          name: its full name.
          reuse: True: it must be there; False: it must not; AUTO_REUSE: either.
          shape, dtype: what it must be, where given.

        Raises:
          ValueError: it is there and must not be, or the reverse, or it is of another kind.
        """
        known = self.variables.get(name)
        if known is None:
            if reuse is True:
                raise ValueError(
                    f"Variable {name} does not exist, or was not created with tf.get_variable(). "
                    "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"
                )
            return None
        if not reuse:
            raise ValueError(
                f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or "
                f"reuse=tf.AUTO_REUSE in VarScope?{_made_at(known)}"
            )
        if not shape.is_compatible_with(known.shape):
            raise ValueError(
                f"Trying to share variable {name}, but specified shape {shape} and found shape "
                f"{known.shape}."
            )
        if dtype is not None and not as_dtype(dtype).is_compatible_with(known.dtype):
            raise ValueError(
                f"Trying to share variable {name}, but specified dtype {as_dtype(dtype).name} and "
                f"found dtype {known.dtype.name}."
            )
        return known


_forgetful = VariableStore(keeps=False)


class using_store:
    """`get_variable` of this thread finds and makes variables in a store, eagerly too."""

    def __init__(self, store):
        self._store = store

    def __enter__(self):
        self._before, _in_force.eager = _in_force.eager, self._store

    def __exit__(self, *exc):
        _in_force.eager = self._before


def _takes(function, name):
    """Whether a function has a parameter of that name, or takes any."""
    import inspect

    parameters = inspect.signature(function).parameters.values()
    return any(p.name == name or p.kind is p.VAR_KEYWORD for p in parameters)


# --- values ---
def initial_value(name, shape, dtype, initializer, partition_info=None):
    """What `tf.Variable` takes: a value, or a function that gives it."""
    if initializer is not None and not callable(initializer):
        return initializer
    shape = as_shape(shape)
    if isinstance(initializer, type):
        initializer = initializer()
    if not shape.is_fully_defined():
        if initializer is not None and shape.ndims is None and not _required(initializer):
            return initializer
        raise ValueError(
            "The initializer passed is not valid. It should be a callable with no arguments and "
            "the shape should not be provided or an instance of `tf.keras.initializers.*' and "
            f"`shape` should be fully defined. Shape of a new variable ({name}) must be fully "
            f"defined, but instead was {shape}."
        )
    if initializer is None:
        initializer = _default_initializer(dtype)
    extra = {"partition_info": partition_info} if _wants_partition_info(initializer) else {}
    return lambda: initializer(shape.as_list(), dtype=dtype, **extra)


def _own_dtype(initializer, shape, dtype):
    """The dtype that is asked of the value: one that takes no shape decides for itself."""
    return dtype if initializer is None or (callable(initializer) and shape is not None) else None


def _required(function):
    """How many arguments a call must give."""
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 1
    return sum(p.default is p.empty and p.kind in (0, 1) for p in parameters)


def _default_initializer(dtype):
    from zeal.state.initializers import Zeros, default_for

    return Zeros() if dtype is string else default_for(dtype)


def _wants_partition_info(initializer):
    """Whether it must be told the part of a split variable; TensorFlow tells every initializer."""
    code = getattr(initializer, "__code__", None) or getattr(
        type(initializer).__call__, "__code__", None
    )
    return code is not None and "partition_info" in code.co_varnames[: code.co_argcount]


def add_regularization_loss(variable, regularizer):
    """Adds a variable's loss to the regularisation losses of the default graph.

    Executing eagerly, too: it is the loss of the value that the variable has now, on no tape.

    Args:
      variable: a Variable.
      regularizer: a function of it that returns a scalar, or None.
    """
    from zeal.eager.control import init_scope  # not a body's values: nobody outside can use them
    from zeal.state.scope import name_scope

    with init_scope(), name_scope(f"{variable.name.partition(':')[0]}/Regularizer/"):
        loss = regularizer(variable)
    if loss is not None:
        collecting_graph().add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
    return loss


@public("no_regularizer")
def no_regularizer(_):
    """None: as `regularizer` it keeps a variable from that of its scope.

    Returns:
      None.

    Example:
      >>> tf.no_regularizer(tf.Variable(1.0))
    """


def _made_at(variable) -> str:
    """The program's line that made a variable of a graph, as tracebacks show it."""
    handle = getattr(variable, "handle", None)  # a creator may give anything
    if not getattr(handle, "_symbolic", False) or not handle.op.traceback:
        return ""
    import traceback

    lines = "".join(traceback.format_list(handle.op.traceback))
    return f" Originally defined at:\n\n{lines}"

