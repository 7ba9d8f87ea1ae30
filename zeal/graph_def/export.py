"""Graphs and their ops as messages: `Graph.as_graph_def`, `Operation.node_def`."""

from zeal import _native
from zeal.errors import NotFoundError
from zeal.graph_def import attr_value, shape_proto, tensor_proto
from zeal.graph_def.hosted_datasets import OWN
from zeal.graph_def.no_collection import no_collection
from zeal.graph_def.op_defs import OWN_NAME, RULE, SPELT_OUT, WRITTEN_AS, op_def
from zeal.graph_def.records import Records, further_attrs, starts
from zeal.graph_def.write_functions import Library
from zeal.messages.graph import FunctionDefLibrary, GraphDef, NodeDef, TensorProto
from zeal.version import GRAPH_DEF_VERSION


def graph_def(graph, from_version=None, add_shapes=False):
    """A graph as a message.

    Args:
      graph: the graph.
      from_version: a `version` of the graph; what it had then is left out.
      add_shapes: whether nodes tell the shapes of their outputs.
    """
    operations = graph.get_operations()[from_version or 0 :]
    message = _message(operations, add_shapes, write, graph._functions.values())
    if graph._versions is not None:
        message.versions.CopyFrom(graph._versions)
    return message


def shown(graph):
    """A graph as a message to look at: one that runs Python functions too, which it leaves out.

    Returns:
      A GraphDef, whose nodes tell the shapes of their outputs.
    """
    operations = [op for op in graph.get_operations() if not _is_function(op)]
    return _message(operations, True, _write_all)


def with_functions(graph, functions):
    """A graph and functions as a message.

    Returns:
      A GraphDef, and the functions' names in its library.
    """
    names: list = []
    declared = graph._functions.values()
    return _message(graph.get_operations(), False, write, declared, functions, names), names


@no_collection()
def _message(operations, add_shapes, write, declared=(), concrete=(), names=None):
    message = GraphDef()
    message.versions.producer = GRAPH_DEF_VERSION
    library = Library(message.library, write)
    for op in operations:
        if _is_function(op) and all(map(is_hosted, op.outputs[0].consumers())):
            continue  # the op tells all about it
        further = starts(op, message.node.add, _input_name, lambda name, _: name)
        node = message.node.add()
        write(op, node, library)
        node.input.extend(_read_names(op) + further)
        node.input.extend(f"^{before.name}" for before in op.control_inputs)
        if add_shapes and op.outputs:
            shapes = node.attr["_output_shapes"].list.shape
            shapes.extend(shape_proto.proto_of(t.shape) for t in _seen_outputs(op))
    for function in declared:
        library.add_declared(function)
    for i, function in enumerate(concrete):  # each by a name of its own: what they bind differs
        wanted = f"__inference_{function.name}"
        twins = [f.name for f in concrete[:i]].count(function.name)
        names.append(library.add(f"{wanted}_{twins}" if twins else wanted, function.parts))
    if not message.library.function:
        message.ClearField("library")
    return message


def node_def(op):
    """An op as a message."""
    message = NodeDef()
    write(op, message, Library(FunctionDefLibrary(), write))
    message.input.extend(_read_names(op))
    message.input.extend(f"^{before.name}" for before in op.control_inputs)
    return message


def write(op, message, library):
    """Sets a message to an op, but for what it reads and waits for.

    Args:
      op: the operation.
      message: a NodeDef, empty.
      library: where functions that it calls are written.

    Raises:
      NotImplementedError: it is a Python function.
    """
    if _is_function(op):
        raise NotImplementedError(
            f"{op.name.removesuffix('/call')} runs a Python function: graphs with it "
            "cannot be written as a GraphDef yet; build what is to be written on placeholders"
        )
    _write_all(op, message, library)


def _write_all(op, message, library):
    message.name, message.op = op.name, written_as(op)[0]
    if op.type in WRITTEN_AS:
        message.attr[OWN_NAME].s = op.type.encode()
    message.device = op.device
    if op.name in op.graph._declared:
        library.write_declared_call(op, message)
    elif op._bodies() is not None:
        library.write_call(op, message)
    for name, value in (attrs_of(op) | further_attrs(op)).items():
        if isinstance(value, _native.Calls):
            library.write_function(op, name, value, message)
        elif name != "N" or op.type not in SPELT_OUT:
            attr_value.write(message.attr[name], value)
    if op._gradient_rule:
        message.attr[RULE].s = op._gradient_rule.encode()
    if places := op.graph._colocations.asked(op):
        message.attr["_class"].list.s.extend(places)
    for name, value in op.graph._further_attrs.get(op.name, {}).items():
        message.attr[name].CopyFrom(value)


def _seen_outputs(op) -> list:
    """Tensors like the written node's outputs."""
    return op.outputs if op._bodies() is None else Records(op).outputs()


def written_as(op):
    """TensorFlow's name of an op, and the order of its inputs there.

    Returns:
      A name, and the places of the inputs.
    """
    if op.type == OWN:  # as if somebody fed it
        return "Placeholder", ()
    if is_hosted(op):  # without its function
        return op.type, range(1, len(op.inputs))
    if op.type == "IdentityN":  # a gradient of its own may hang on further inputs
        return op.type, range(len(op.outputs))
    if op.type == "ConcatV2" and len(op.inputs) == 2:  # TensorFlow wants two values
        return "Identity", (0,)
    return WRITTEN_AS.get(op.type, (op.type, range(len(op.inputs))))


def _read_names(op) -> list:
    """What a node reads, as its message says it."""
    inputs = [op.inputs[i] for i in written_as(op)[1]]
    return [_input_name(t) for t in inputs if not _is_function(t.op)]


def _input_name(tensor) -> str:
    index = tensor.value_index
    if index and tensor.op.type == "While":
        index = Records(tensor.op).place(index)
    return f"{tensor.op.name}:{index}" if index else tensor.op.name


def attrs_of(op) -> dict:
    """The attributes of an op, as TensorFlow's registry has them.

    Returns:
      A dict of Python values and messages.
    """
    if is_hosted(op):
        return op.graph._host_attrs[op.name]
    attrs = op._attrs()
    if op.type == "Const":
        attrs["value"] = _value(op)
    if written_as(op)[0] == "Identity":
        return {"T": attrs["T"]}
    if asked := getattr(op.graph, "asked_names", {}).get(op.name):
        attrs["_user_specified_name"] = asked
    for attr in _declared(op):
        if attr.name not in attrs and attr.HasField("default_value"):
            attrs[attr.name] = attr_value.read(attr.default_value)
    return attrs


def _declared(op):
    try:
        return op_def(op.type).attr
    except NotFoundError:  # calls, whose attributes are their functions
        return ()


def _value(op):
    """A constant's value; without elements where no message has any, as of Python functions."""
    if op.outputs[0].dtype.as_datatype_enum in _WITHOUT_VALUES:
        return TensorProto(dtype=op.outputs[0].dtype.as_datatype_enum)
    return tensor_proto.proto_of(_native.known_value(op.outputs[0]))


_WITHOUT_VALUES = (20, 21)  # handles and variants


def is_hosted(op):
    """Whether an op's kernel is Python code, and its attributes say which."""
    return op.name in op.graph._host_attrs


def _is_function(op):
    """Whether a constant stands for a Python function: that of a queue, reader or iterator."""
    return op.type == "Const" and op.outputs[0].dtype.name == "resource"


def get_attr(op, name):
    """An attribute of an op.

    Returns:
      A bool, int, float, bytes or DType, a message for shapes and values, or a list.

    Raises:
      ValueError: it has none of that name.
    """
    further = op.graph._further_attrs.get(op.name, {})
    if name in further:
        return attr_value.read(further[name])
    if name == RULE and op._gradient_rule:
        return op._gradient_rule.encode()
    if name == "_class" and (places := op.graph._colocations.asked(op)):
        return places
    attrs = op._attrs()
    if name in attrs and isinstance(attrs[name], (bool, int, float)):
        return attrs[name]
    if op._bodies() is not None:
        return _of_call(op, name)
    attrs = attrs_of(op)
    if name not in attrs:
        raise ValueError(f"Operation '{op.name}' has no attr named '{name}'.")
    return attr_value.read(attr_value.of(attrs[name]))


def _of_call(op, name):
    attrs = node_def(op).attr
    if name not in attrs:
        raise ValueError(f"Operation '{op.name}' has no attr named '{name}'.")
    return attr_value.read(attrs[name])
