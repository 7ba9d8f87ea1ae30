"""Graphs and their ops as messages: `Graph.as_graph_def`, `Operation.node_def`."""

from zeal import _native
from zeal.graph_def import attr_value, shape_proto, tensor_proto
from zeal.graph_def.messages import GraphDef, NodeDef
from zeal.graph_def.op_defs import OWN_NAME, WRITTEN_AS, op_def
from zeal.version import GRAPH_DEF_VERSION


def graph_def(graph, from_version=None, add_shapes=False):
    """A graph as a message.

    Args:
      graph: the graph.
      from_version: a `version` of the graph; what it had then is left out.
      add_shapes: whether nodes tell the shapes of their outputs.

    Returns:
      A GraphDef.
    """
    message = GraphDef()
    message.versions.producer = GRAPH_DEF_VERSION
    for op in graph.get_operations()[from_version or 0 :]:
        write(op, message.node.add(), add_shapes)
    return message


def node_def(op):
    """An op as a message.

    Args:
      op: the operation.

    Returns:
      A NodeDef.
    """
    message = NodeDef()
    write(op, message, False)
    return message


def write(op, message, add_shapes):
    """Sets a message to an op.

    Args:
      op: the operation.
      message: a NodeDef, empty.
      add_shapes: whether it tells the shapes of the outputs.
    """
    message.name = op.name
    message.op, order = _written_as(op)
    if op.type in WRITTEN_AS:
        message.attr[OWN_NAME].s = op.type.encode()
    message.input.extend(_input_name(op.inputs[i]) for i in order)
    message.input.extend(f"^{before.name}" for before in op.control_inputs)
    message.device = op.graph._devices.get(op.name, op.device)
    for name, value in attrs_of(op).items():
        attr_value.write(message.attr[name], value)
    for name, value in op.graph._further_attrs.get(op.name, {}).items():
        message.attr[name].CopyFrom(value)
    if add_shapes and op.outputs:
        shapes = message.attr["_output_shapes"].list.shape
        shapes.extend(shape_proto.proto_of(t.shape) for t in op.outputs)


def _written_as(op):
    """TensorFlow's name of the op, and the order of its inputs there."""
    if op.type == "IdentityN":  # a gradient of its own may hang on further inputs
        return op.type, range(len(op.outputs))
    if op.type == "ConcatV2" and len(op.inputs) == 2:  # TensorFlow wants two values
        return "Identity", (0,)
    return WRITTEN_AS.get(op.type, (op.type, range(len(op.inputs))))


def _input_name(tensor) -> str:
    index = tensor.value_index
    return f"{tensor.op.name}:{index}" if index else tensor.op.name


def attrs_of(op) -> dict:
    """The attributes of an op, as TensorFlow's registry has them.

    Args:
      op: the operation.

    Returns:
      A dict of Python values and messages.
    """
    attrs = op._attrs()
    if op.type == "Const":
        attrs["value"] = tensor_proto.proto_of(_native.known_value(op.outputs[0]))
    if _written_as(op)[0] == "Identity":
        return {"T": attrs["T"]}
    definition = op_def(op.type)
    for attr in definition.attr if definition else ():
        if attr.name not in attrs and attr.HasField("default_value"):
            attrs[attr.name] = attr_value.read(attr.default_value)
    return attrs


def get_attr(op, name):
    """An attribute of an op.

    Args:
      op: the operation.
      name: the attribute's name.

    Returns:
      A bool, int, float, bytes or DType, a message for shapes and values, or a list.

    Raises:
      ValueError: it has none of that name.
    """
    further = op.graph._further_attrs.get(op.name, {})
    if name in further:
        return attr_value.read(further[name])
    attrs = op._attrs()
    if name in attrs and isinstance(attrs[name], (bool, int, float)):
        return attrs[name]
    attrs = attrs_of(op)
    if name not in attrs:
        raise ValueError(f"Operation '{op.name}' has no attr named '{name}'.")
    return attr_value.read(attr_value.of(attrs[name]))
