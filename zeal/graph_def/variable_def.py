"""Variables as messages, `VariableDef`, and back: `Variable.to_proto`, `Variable.from_proto`."""

from zeal import _native
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph_def.entries import parse
from zeal.graph_def.scoped_names import within, without
from zeal.messages.build import own
from zeal.messages.graph import VariableDef
from zeal.state.copies import DEFAULT, Copies, VariableAggregation, VariableSynchronization
from zeal.state.slice_info import SaveSliceInfo


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
    message = VariableDef(
        variable_name=without(variable.name, export_scope),
        initializer_name=_name(variable.initializer, export_scope),
        initial_value_name=_name(variable._initial_value, export_scope),
        snapshot_name=_name(variable._snapshot, export_scope),
        is_resource=True,
        trainable=variable.trainable,
        synchronization=copies.synchronization.value,
        aggregation=copies.aggregation.value,
    )
    part = variable._get_save_slice_info()
    if part is not None:
        message.save_slice_info_def.MergeFrom(part.to_proto(export_scope))
    return message


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
    message, graph, op = _named(variable_def, import_scope)
    variable = graph._variables.get(op.name)
    if variable is None or variable._initializer_op is None:  # one that `adopt` made
        variable = _new(graph, op, message.trainable) if variable is None else variable
        _fill(graph, variable, op, message, import_scope)
    return variable


def initialize_from(variable, variable_def, import_scope):
    """`Variable(variable_def=...)`: one more object of a handle that the default graph has."""
    message, graph, op = _named(variable_def, import_scope)
    _fill(graph, variable, op, message, import_scope)


def _named(variable_def, import_scope):
    """A message, the default graph, and the op in it that the message names."""
    if executing_eagerly():
        raise RuntimeError("from_proto not supported in EAGER mode.")
    message, graph = own(variable_def, VariableDef, "variable_def"), get_default_graph()
    name = within(message.variable_name, import_scope)
    op = graph.get_operation_by_name(parse(name)[0])
    if op.type != "VarHandleOp":
        raise ValueError(f"{name} is no variable: its op is {op.type}")
    return message, graph, op


def adopt(graph, read):
    """Lets a handle that was read be a variable, so that its name is that of its value.

    Args:
      graph: the graph.
      read: a `ReadVariableOp`; of one that waits for others nothing is made.
    """
    op = read.inputs[0].op
    if op.type == "VarHandleOp" and op.name not in graph._variables and not read.control_inputs:
        _new(graph, op, True)._snapshot = read.outputs[0]


def _new(graph, op, trainable):
    variable = _native.Variable.__new__(_native.Variable)
    variable._initialize_in_graph(
        op.outputs[0], op.get_attr("dtype"), f"{op.name}:0", trainable, None
    )
    variable._initializer_op = variable._initial_value = None
    graph._variables[op.name] = variable
    return variable


def _fill(graph, variable, op, message, scope):
    """What a message says of a variable."""
    variable._initialize_in_graph(
        op.outputs[0], op.get_attr("dtype"), f"{op.name}:0", message.trainable, None
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
    _note_copies(variable, message)
    if message.HasField("save_slice_info_def"):
        variable._save_slice_info = SaveSliceInfo(
            save_slice_info_def=message.save_slice_info_def, import_scope=scope
        )


def _note_copies(variable, message):
    synchronization = VariableSynchronization(message.synchronization)
    aggregation = VariableAggregation(message.aggregation)
    if (synchronization, aggregation) != (DEFAULT.synchronization, DEFAULT.aggregation):
        variable._copies = Copies(synchronization, aggregation)
