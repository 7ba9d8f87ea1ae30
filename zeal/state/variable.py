"""How variables are made: `tf.Variable`, `tf.get_variable`; the type itself is native."""

import copyreg

from zeal import _native, printing
from zeal._native import Variable
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.graph import variable as graph_variable
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.public import public, publish
from zeal.state.copies import DEFAULT, resolve
from zeal.state.scatter import chained
from zeal.state.scope import get_variable_scope, name_prefix
from zeal.tensor_shape import as_shape


def _initialize(
    self,
    initial_value=None,
    trainable=None,
    collections=None,
    validate_shape=True,
    caching_device=None,
    name=None,
    variable_def=None,
    dtype=None,
    expected_shape=None,
    import_scope=None,
    constraint=None,
    use_resource=None,
    synchronization=None,
    aggregation=None,
    shape=None,
):
    """`Variable.__init__`: sorts out the initial value and the name."""
    if variable_def is not None:
        if initial_value is not None:
            raise ValueError("variable_def and initial_value are mutually exclusive.")
        from zeal.graph_def.variable_def import initialize_from

        return initialize_from(self, variable_def, import_scope)
    if initial_value is None:
        raise ValueError("initial_value must be specified.")
    if constraint is not None and not callable(constraint):
        raise ValueError("The `constraint` argument must be a callable.")
    if collections is not None and not isinstance(collections, (list, tuple, set)):
        raise ValueError(
            "collections argument to Variable constructor must be a list, tuple, or set. Got "
            f"{collections} of type {type(collections)}"
        )
    if not executing_eagerly():
        copies, trainable = resolve(synchronization, aggregation, trainable, name)
        if shape is not None or not validate_shape:
            shape = as_shape(shape)
        # In TensorFlow such a variable has one read, which all that name its value stand for.
        self._zeal_one_read = not use_resource
        graph_variable.initialize(
            self, initial_value, name or "Variable", trainable, collections, constraint, dtype,
            shape,
        )
        return _note(self, copies)
    if callable(initial_value):
        initial_value = initial_value()
    value = _native.convert(initial_value, None if dtype is None else as_dtype(dtype))
    if shape is not None and not as_shape(shape).is_compatible_with(value.shape):
        raise ValueError(
            f"The initial value's shape ({value.shape}) is not compatible with the explicitly "
            f"supplied `shape` argument ({shape})."
        )
    name = f"{name_prefix()}{name or 'Variable'}:0"
    open_shape = () if shape is None else _open_shape(as_shape(shape))
    copies, trainable = resolve(synchronization, aggregation, trainable, name)
    self._initialize(value, name, trainable, constraint, *open_shape)
    _note(self, copies)


def _open_shape(shape) -> tuple:
    """The sizes of a declared shape for the native code, where it leaves some open."""
    if shape.is_fully_defined():
        return ()
    return (shape.as_list() if shape.ndims is not None else None,)


def _note(variable, copies):
    if copies is not DEFAULT:
        variable._copies = copies


def make_variable(
    value, name, trainable=True, constraint=None, copies=DEFAULT, collections=None, shape=None,
    kind=Variable,
):  # fmt: skip
    """A variable of exactly this name (without ":0"), whatever scopes are in force; in a graph a
    number follows where an op has the name.

    `value` may be a function that gives the value, which is called where the variable is made.
    `collections` are those of a graph, as is a `shape` that leaves sizes open. `kind` is a class
    of variables.
    """
    if not executing_eagerly():
        made = kind.__new__(kind)
        return graph_variable.make(made, value, name, trainable, constraint, collections, shape)
    value = value() if callable(value) else value
    variable = kind.__new__(kind)
    variable._initialize(value, f"{name}:0", trainable, constraint)
    _note(variable, copies)
    return variable


@public("get_variable")
def get_variable(
    name,
    shape=None,
    dtype=None,
    initializer=None,
    regularizer=None,
    trainable=None,
    collections=None,
    caching_device=None,
    partitioner=None,
    validate_shape=True,
    use_resource=None,
    custom_getter=None,
    constraint=None,
    synchronization=None,
    aggregation=None,
):
    """Finds a variable, or makes it from an initializer.

    While executing eagerly each call makes a new one, unless a
    `tf.contrib.eager.EagerVariableStore` is in force.

    Args:
      name: the variable's name in the `tf.variable_scope` in force.
      shape: its shape; may be left out when `initializer` is a value.
      dtype: its type; float32 by default, or that of a value given as `initializer`.
      initializer: a tensor or array, or a function of (shape, dtype), or one without arguments
        where shape is left out; by default glorot_uniform for floating types, zeros for others.
      regularizer: in graphs, a function of the variable, whose result joins the collection
        `tf.GraphKeys.REGULARIZATION_LOSSES`; eager programs add it to their loss themselves.
      trainable: whether tapes watch it by themselves; True by default, except with
        `synchronization=tf.VariableSynchronization.ON_READ`.
      collections: keys of the graph to list the variable under; GLOBAL_VARIABLES by default.
      partitioner: a function of (shape, dtype) that gives the number of parts along each axis; the
        result is then a `PartitionedVariable`.
      custom_getter: a function of (getter, name, **arguments) that gives the variable; `getter` is
        what finds or makes it.
      constraint: function that projects the value after an optimizer's update.
      synchronization, aggregation: how copies on several devices would be kept together.
      validate_shape: in graphs, False leaves the shape open, that of the initial value included.
      caching_device, use_resource: accepted for compatibility.

    Returns:
      A Variable, a PartitionedVariable, or what the custom getter returns.

    Raises:
      ValueError: neither a full shape nor a value is given; the variable is there and must not be,
        or the reverse; it has another shape or dtype.

    Example:
      >>> tf.get_variable("w", [2, 3]).shape
      TensorShape([Dimension(2), Dimension(3)])
    """
    return get_variable_scope().get_variable(
        name, shape=shape, dtype=dtype, initializer=initializer, regularizer=regularizer,
        trainable=trainable, collections=collections, caching_device=caching_device,
        partitioner=partitioner, validate_shape=validate_shape, use_resource=use_resource,
        custom_getter=custom_getter, constraint=constraint, synchronization=synchronization,
        aggregation=aggregation,
    )  # fmt: skip


@public("get_local_variable")
def get_local_variable(name, shape=None, dtype=None, initializer=None, *args, **kwargs):
    """The same as `get_variable` with trainable=False, in the collection of local variables.

    Args:
      name: the variable's name.
      shape: its shape; may be left out when `initializer` is a value.
      dtype: its type; float32 by default, or that of a value given as `initializer`.
      initializer: a tensor or array, or a function of (shape, dtype).
      *args, **kwargs: the others of `get_variable`, without trainable.

    Returns:
      A Variable.

    Raises:
      ValueError: neither a full shape nor a value is given.

    Example:
      >>> tf.get_local_variable("count", initializer=0).trainable
      False
    """
    kwargs["collections"] = [*kwargs.get("collections", ()), GraphKeys.LOCAL_VARIABLES]
    return get_variable(name, shape, dtype, initializer, *args, **kwargs, trainable=False)


def _collection(name, key, what):
    def variables(scope=None):
        return collected(key, scope)

    variables.__name__ = variables.__qualname__ = name
    variables.__doc__ = f"""The {what} of the graph; eagerly, those that templates and stores made.

    See `Layer.variables` and `GradientTape.watched_variables` for others of eager programs.

    Args:
      scope: a pattern that names match from the start, or None for all.

    Returns:
      A list.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.{name}()
      []
    """
    return variables


global_variables = _collection("global_variables", GraphKeys.GLOBAL_VARIABLES, "variables")
publish(__name__, "global_variables")
local_variables = _collection("local_variables", GraphKeys.LOCAL_VARIABLES, "local variables")
publish(__name__, "local_variables")
trainable_variables = _collection(
    "trainable_variables", GraphKeys.TRAINABLE_VARIABLES, "trainable variables"
)
publish(__name__, "trainable_variables")


@public("enable_resource_variables")
def enable_resource_variables():
    """Does nothing: every variable is one that ops read when they run.

    Example:
      >>> tf.enable_resource_variables()
    """


@public("disable_resource_variables")
def disable_resource_variables():
    """Does nothing while executing eagerly: every variable is one that ops read when they run.

    Example:
      >>> tf.disable_resource_variables()
    """


@public("resource_variables_enabled")
def resource_variables_enabled():
    """True: every variable is one that ops read when they run.

    Returns:
      True.

    Example:
      >>> tf.resource_variables_enabled()
      True
    """
    return True


@public("assign")
def assign(ref, value, validate_shape=None, use_locking=None, name=None):
    """Sets a variable's value; the same as `ref.assign(value)`.

    Args:
      ref: the variable.
      value: what converts to a tensor of its shape and dtype.
      validate_shape: accepted for compatibility: a variable made with validate_shape=False takes
        values of any shape, others those of theirs.
      use_locking: accepted for compatibility.
      name: of the op, in graphs.

    Returns:
      The variable.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> tf.assign(tf.Variable([1, 2]), [3, 4]).numpy().tolist()
      [3, 4]
    """
    try:
        return ref.assign(value, name=name)
    except AttributeError:
        if hasattr(ref, "assign"):
            raise
        return chained(assign, ref, value, name=name)


@public("assign_add")
def assign_add(ref, value, use_locking=None, name=None):
    """Adds to a variable; the same as `ref.assign_add(value)`.

    Args:
      ref: the variable, of numbers.
      the others: as for `assign`.

    Returns:
      The variable.

    Example:
      >>> tf.assign_add(tf.Variable([1, 2]), [3, 4]).numpy().tolist()
      [4, 6]
    """
    try:
        return ref.assign_add(value, name=name)
    except AttributeError:
        if hasattr(ref, "assign_add"):
            raise
        return chained(assign_add, ref, value, name=name)


@public("assign_sub")
def assign_sub(ref, value, use_locking=None, name=None):
    """Subtracts from a variable; the same as `ref.assign_sub(value)`.

    Args:
      ref: the variable, of numbers.
      the others: as for `assign`.

    Returns:
      The variable.

    Example:
      >>> tf.assign_sub(tf.Variable([1, 2]), [3, 4]).numpy().tolist()
      [-2, -2]
    """
    try:
        return ref.assign_sub(value, name=name)
    except AttributeError:
        if hasattr(ref, "assign_sub"):
            raise
        return chained(assign_sub, ref, value, name=name)


def _again(update):
    """A method that updates what an update gave in a graph."""

    def method(self, value, use_locking=None, name=None, read_value=True):
        value = chained(update, self, value, name=name)
        return value if read_value else value.op

    return method


def _reduce(variable):
    return make_variable, (variable.value(), variable._shared_name, variable.trainable)


_native.set_hook("variable_init", _initialize)
_native.add_updated_methods(
    {f.__name__: _again(f) for f in (assign, assign_add, assign_sub)}
    | dict.fromkeys(("value", "read_value"), lambda self: self)
)
_native.set_hook("variable_repr", printing.variable_repr)
copyreg.pickle(Variable, _reduce)

publish("zeal._native", "Variable", "Variable", "contrib.eager.Variable")
