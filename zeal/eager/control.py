"""Graph programs' functions for the order of ops and for initialisers, while ops run at once."""

from contextlib import contextmanager, nullcontext

from zeal import _native, nest
from zeal._native import api, raw
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph, home_graph, outside_graphs
from zeal.graph.keys import GraphKeys
from zeal.graph.one_graph import within
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public


@public("no_op")
def no_op(name=None):
    """Does nothing.

    Args:
      name: accepted for compatibility.

    Returns:
      None while executing eagerly.

    Example:
      >>> tf.no_op()
    """
    if not executing_eagerly():
        return raw.NoOp(name=name)


@public("group")
def group(*inputs, **kwargs):
    """Groups ops into one; while executing eagerly they have run before, so nothing is left.

    Args:
      *inputs: results of ops, or nested structures of them.
      **kwargs: `name`, accepted for compatibility.

    Returns:
      None while executing eagerly.

    Raises:
      ValueError: an unknown keyword.
      TypeError: while a graph is built, an input that is no tensor or operation.

    Example:
      >>> v = tf.Variable(1.0)
      >>> tf.group(v.assign_add(1.0), v.assign_add(2.0))
      >>> v.numpy()
      4.0
    """
    name = kwargs.pop("name", None)
    if kwargs:
        raise ValueError("Unknown keyword arguments: " + ", ".join(kwargs))
    if executing_eagerly():
        return None
    inputs = [x for x in nest.flatten(inputs) if x is not None]
    for x in inputs:
        if not hasattr(x, "device"):
            raise TypeError(
                f"Expected tf.group() expected Tensor arguments not '{x}' with type '{type(x)}'"
            )
    with within(inputs), get_default_graph().control_dependencies(inputs):
        return raw.NoOp(name=name or "group_deps")


@public("tuple")
def tuple(tensors, name=None, control_inputs=None):
    """Returns tensors that are ready only together, as they are while executing eagerly.

    Args:
      tensors: a list of tensors, some of which may be None.
      name: accepted for compatibility.
      control_inputs: accepted for compatibility.

    Returns:
      `tensors`.

    Raises:
      ValueError: while a graph is built, all of them are None.

    Example:
      >>> len(tf.tuple([tf.constant(1), None]))
      2
    """
    if executing_eagerly():
        return tensors
    if all(t is None for t in tensors):
        raise ValueError(f"Must have at least one Tensor: {tensors}")
    together = [t for t in tensors if t is not None] + list(control_inputs or ())
    with within(tensors):
        graph = get_default_graph()
        with graph.name_scope(name or "tuple"), graph.control_dependencies(together):
            return [_gated(t) for t in tensors]


def _gated(value):
    """The same value, ready when the control inputs in force are."""
    if value is None:
        return None
    if isinstance(value, IndexedSlices):
        return value._with_values(api.identity(value.values, name="control_dependency"))
    return api.identity(value, name="control_dependency")


@public("control_dependencies")
def control_dependencies(control_inputs):
    """A block whose ops run after others: while executing eagerly all do, in program order.

    Args:
      control_inputs: results of ops; a callable is called.

    Returns:
      A context manager that does nothing.

    Example:
      >>> with tf.control_dependencies([tf.assert_positive([1.0])]):
      ...     x = tf.constant(2.0)
    """
    if not executing_eagerly():
        return get_default_graph().control_dependencies(control_inputs)
    for given in nest.flatten(control_inputs):
        if callable(given):
            given()
    return nullcontext()


def behind(operations):
    """A block whose ops run behind operations without results.

    Args:
      operations: what these ops return, which is None while ops run at once.
    """
    return control_dependencies([op for op in operations if op is not None])


def after(operations, x, name=None):
    """x behind operations: in graphs it waits for them; while ops run at once they have run.

    Args:
      operations: what ops without results return, which is None while ops run at once.
      x: a tensor.
      name: what the tensor behind them is called.

    Returns:
      A tensor; x where there is nothing to wait for.
    """
    operations = [op for op in operations if op is not None]
    if not operations:
        return x
    with control_dependencies(operations):
        return api.identity(x, name=name)


@public("container")
def container(container_name):
    """A block that changes nothing: the values of variables belong to sessions alone.

    Args:
      container_name: a string.

    Returns:
      A context manager.

    Example:
      >>> with tf.container("box"):
      ...     x = tf.constant(1.0)
    """
    return get_default_graph().container(container_name)


def _initializer(key):
    return variables_initializer(get_default_graph().get_collection(key))


@public("variables_initializer", "initializers.variables")
def variables_initializer(var_list, name="init"):
    """Initialises variables, which have their values from the start while executing eagerly.

    Args:
      var_list: the variables.
      name: accepted for compatibility.

    Returns:
      None while executing eagerly.

    Example:
      >>> tf.variables_initializer([tf.Variable(1.0)])
    """
    if not executing_eagerly():
        return group(*[v.initializer for v in var_list], name=name)


@public("global_variables_initializer", "initializers.global_variables")
def global_variables_initializer():
    """`variables_initializer` of all variables; see there. None while executing eagerly."""
    if not executing_eagerly():
        return _initializer(GraphKeys.GLOBAL_VARIABLES)


@public("local_variables_initializer", "initializers.local_variables")
def local_variables_initializer():
    """`variables_initializer` of the local variables; see there. None while executing eagerly."""
    if not executing_eagerly():
        return _initializer(GraphKeys.LOCAL_VARIABLES)


@public("tables_initializer", "initializers.tables_initializer")
def tables_initializer(name="init_all_tables"):
    """Initialises lookup tables, which are ready when made. None while executing eagerly."""
    if not executing_eagerly():
        return group(*get_default_graph().get_collection(GraphKeys.TABLE_INITIALIZERS), name=name)


@public("init_scope")
@contextmanager
def init_scope():
    """A block that leaves graphs and functions being traced, and pauses this thread's tapes.

    Tapes that start inside the block record.

    Example:
      >>> with tf.init_scope():
      ...     tf.executing_eagerly()
      True
    """
    pauses = _native.pause_recording()
    try:
        with _outermost():
            yield
    finally:
        _native.resume_recording(pauses)


@contextmanager
def _outermost():
    """Outside functions, without control dependencies, in the name scope and device in force."""
    if executing_eagerly():
        yield
        return
    home = home_graph()
    if home is None:
        with outside_graphs():
            yield
        return
    inner = get_default_graph()
    scope, device = inner.get_name_scope(), inner._device_here()
    names = home.name_scope(f"{scope}/" if scope else "")
    with home.as_default(), home.control_dependencies(None), names, home.device(device):
        yield


@public("get_static_value", "contrib.util.constant_value")
def get_static_value(tensor, partial=False):
    """The value of a tensor where it is known without running anything.

    Args:
      tensor: a tensor; anything else is returned as it is, None for a variable.
      partial: whether of `tf.stack` an array of objects is wanted, with None for what is not known.

    Returns:
      An array, or None.

    Example:
      >>> tf.get_static_value(tf.constant([1, 2])).tolist()
      [1, 2]
    """
    if not isinstance(tensor, _native.Tensor):
        return None if isinstance(tensor, _native.Variable) else tensor
    import numpy as np

    value = _native.known_value(tensor)
    if value is not None:  # an array of a scalar too
        return np.asarray(value.numpy(), value.dtype.as_numpy_dtype)
    kind = tensor.op.type if tensor._symbolic else None
    if kind not in _WORKED_OUT:
        return None
    if kind == "Pack" and tensor.op.get_attr("axis"):
        return None
    parts = [get_static_value(x) for x in tensor.op.inputs]
    if all(x is not None for x in parts):  # native code has worked out what is small
        return _WORKED_OUT[kind](np, tensor.op, *parts)
    return np.array(parts, dtype=object) if partial and kind == "Pack" else None


_WORKED_OUT = {
    "Cast": lambda np, op, x: x.astype(op.outputs[0].dtype.as_numpy_dtype),
    "ConcatV2": lambda np, op, *x: np.concatenate(x[:-1], int(x[-1])),
    "Fill": lambda np, op, dims, x: np.full(dims, x),
    "Pack": lambda np, op, *x: np.stack(x),
}
