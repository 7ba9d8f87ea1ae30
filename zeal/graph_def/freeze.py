"""`tf.graph_util.convert_variables_to_constants`: a GraphDef with a session's values."""

from zeal import _native, logging
from zeal.dtypes import as_dtype
from zeal.graph.graph import outside_graphs
from zeal.graph.variable import read
from zeal.graph_def import attr_value, tensor_proto
from zeal.graph_def.entries import parse
from zeal.graph_def.graph_util import extract_sub_graph, with_nodes
from zeal.public import public

_VARIABLES = ("VarHandleOp", "VariableV2", "Variable")


@public("graph_util.convert_variables_to_constants")
def convert_variables_to_constants(
    sess,
    input_graph_def,
    output_node_names,
    variable_names_whitelist=None,
    variable_names_blacklist=None,
):
    """The part of a GraphDef that some outputs need, with variables as constants.

    Args:
      sess: a session of the graph, whose values are taken.
      input_graph_def: the GraphDef.
      output_node_names: a list of names.
      variable_names_whitelist: names of the variables to convert; all by default.
      variable_names_blacklist: names of those that stay variables.

    Returns:
      A GraphDef.

    Raises:
      AssertionError: there is no node of a name.
      FailedPreconditionError, NotFoundError: a variable has no value in the session.

    Example:
      >>> with tf.Graph().as_default() as graph, tf.Session() as session:
      ...     y = tf.add(tf.Variable(1.0), 1.0, name="y")
      ...     session.run(tf.global_variables_initializer())
      ...     frozen = tf.graph_util.convert_variables_to_constants(
      ...         session, graph.as_graph_def(), ["y"])
      >>> sorted({node.op for node in frozen.node})
      ['Add', 'Const', 'Identity']
    """
    part = extract_sub_graph(input_graph_def, output_node_names)
    allowed, refused = variable_names_whitelist, variable_names_blacklist or ()
    names = [
        node.name
        for node in part.node
        if node.op in _VARIABLES and node.name not in refused
        and (allowed is None or node.name in allowed)
    ]
    values = dict(zip(names, sess.run([_read(sess.graph, n) for n in names]), strict=True))
    logging.info("Froze %d variables.", len(names))
    out = with_nodes(part, ())
    for node in part.node:
        out.node.extend(_frozen(node, values))
    return out


def _read(graph, name):
    """A tensor that is the variable's value, and for which nothing else runs."""
    found = graph._find(f"{name}/read")
    if found is not None:
        return found.outputs[0]
    handle = graph.get_operation_by_name(name).outputs[0]
    for op in handle.consumers():
        if op.type == "ReadVariableOp" and not op.control_inputs:
            return op.outputs[0]
    with graph.as_default(), graph.control_dependencies(None):
        return read(handle, handle.op.get_attr("dtype"))


def _frozen(node, values) -> list:
    """The nodes in the place of one."""
    if node.name in values:
        return [_constant(node, values[node.name])]
    if not node.input or parse(node.input[0])[0] not in values:
        return [node]
    if node.op == "ReadVariableOp":
        return [_read_as_identity(node)]
    if node.op == "VariableShape":
        node.op = "Shape"
        with outside_graphs():
            held = _native.convert(values[parse(node.input[0])[0]])
        node.attr["T"].type = held.dtype.as_datatype_enum
        return [node]
    if node.op == "ResourceGather":
        return _gather(node)
    return [node]


def _constant(node, value):
    dtype = as_dtype(node.attr["dtype"].type)
    out = type(node)(name=node.name, op="Const", device=node.device)
    attr_value.write(out.attr["dtype"], dtype)
    with outside_graphs():
        value = _native.convert(value, dtype)
    attr_value.write(out.attr["value"], tensor_proto.proto_of(value))
    return out


def _read_as_identity(node):
    out = type(node)(name=node.name, op="Identity", input=node.input, device=node.device)
    out.attr["T"].CopyFrom(node.attr["dtype"])
    if "_class" in node.attr:
        out.attr["_class"].CopyFrom(node.attr["_class"])
    return out


def _gather(node):
    axis = type(node)(name=f"{node.name}/axis", op="Const", device=node.device)
    attr_value.write(axis.attr["dtype"], as_dtype("int32"))
    attr_value.write(axis.attr["value"], tensor_proto.make_tensor_proto(0))
    inputs = [*node.input[:2], axis.name, *node.input[2:]]
    out = type(node)(name=node.name, op="GatherV2", input=inputs, device=node.device)
    out.attr["Tparams"].CopyFrom(node.attr["dtype"])
    out.attr["Tindices"].CopyFrom(node.attr["Tindices"])
    attr_value.write(out.attr["Taxis"], as_dtype("int32"))
    return [axis, out]
