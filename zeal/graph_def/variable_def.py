"""Variables as messages, `VariableDef`, and back: `Variable.to_proto`, `Variable.from_proto`."""

from zeal import _native
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph_def.messages import VariableDef, own
from zeal.graph_def.scoped_names import within, without
from zeal.state.copies import DEFAULT, Copies, VariableAggregation, VariableSynchronization


def to_proto(variable, export_scope=None):
    """A variable of a graph as a message.

    Args:
      variable: the variable.
      export_scope: a scope to take off the names, or None.

    Returns:
      A VariableDef; None for a variable outside the scope.
    """
    if without(variable.name, export_scope) is None:
        return None
    copies = getattr(variable, "_copies", DEFAULT)
    return VariableDef(
        variable_name=without(variable.name, export_scope),
        initializer_name=_name(variable.initializer, export_scope),
        initial_value_name=_name(variable._initial_value, export_scope),
        snapshot_name=_name(variable._snapshot, export_scope),
        is_resource=True,
        trainable=variable.trainable,
        synchronization=copies.synchronization.value,
        aggregation=copies.aggregation.value,
    )


def _name(element, scope) -> str:
    return "" if element is None else without(element.name, scope) or ""


def from_proto(variable_def, import_scope=None):
    """The variable that a message names in the default graph.

    Args:
      variable_def: a VariableDef.
      import_scope: a scope to put before the names, or None.

    Returns:
      A Variable; the one that the graph has for that handle, where it has one.

    Raises:
      KeyError: the graph lacks an element that the message names.
      ValueError: what it names is no variable.
      RuntimeError: while executing eagerly.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(1.0, name="v")
      ...     tf.Variable.from_proto(v.to_proto()) is v
      True
    """
    if executing_eagerly():
        raise RuntimeError("from_proto not supported in EAGER mode.")
    message, graph = own(variable_def, VariableDef, "variable_def"), get_default_graph()
    handle = _handle(graph, within(message.variable_name, import_scope))
    if handle.op.type != "VarHandleOp":
        raise ValueError(f"{handle.name} is no variable: its op is {handle.op.type}")
    known = graph._variables.get(handle.op.name)
    return _made(graph, message, handle, import_scope) if known is None else known


def _handle(graph, name):
    """The output of that name; as a tensor's name it would stand for the variable's value."""
    op, _, index = name.partition(":")
    return graph.get_operation_by_name(op).outputs[int(index or 0)]


def _made(graph, message, handle, scope):
    variable = _native.Variable.__new__(_native.Variable)
    variable._initialize_in_graph(
        handle, handle.op.get_attr("dtype"), handle.name, message.trainable, None
    )

    def element(name):
        return graph.as_graph_element(within(name, scope)) if name else None

    variable._initializer_op = element(message.initializer_name)
    variable._initial_value = element(message.initial_value_name)
    snapshot = element(message.snapshot_name)
    if snapshot is None:
        with graph.control_dependencies(None):
            snapshot = variable.value()
    variable._snapshot = snapshot
    graph._variables[handle.op.name] = variable
    _note_copies(variable, message)
    return variable


def _note_copies(variable, message):
    synchronization = VariableSynchronization(message.synchronization)
    aggregation = VariableAggregation(message.aggregation)
    if (synchronization, aggregation) != (DEFAULT.synchronization, DEFAULT.aggregation):
        variable._copies = Copies(synchronization, aggregation)
