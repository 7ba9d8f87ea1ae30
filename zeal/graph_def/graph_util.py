"""`tf.graph_util`: parts of a GraphDef, and variables as constants."""

from zeal import dtypes
from zeal.graph.graph import Operation
from zeal.graph_def.entries import parse
from zeal.messages.build import own
from zeal.messages.graph import GraphDef, NodeDef
from zeal.public import public

_VARIABLE_OPS = {
    "Assign", "AssignAdd", "AssignSub", "Queue", "ScatterAdd", "ScatterSub", "ScatterUpdate",
    "TruncatedNormal", "Variable", "VariableV2",
}


@public("graph_util.must_run_on_cpu")
def must_run_on_cpu(node, pin_variables_on_cpu=False):
    """Whether TensorFlow has an op on the CPU alone.

    Args:
      node: an Operation or a NodeDef.
      pin_variables_on_cpu: whether ops on variables count.

    Returns:
      A bool.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.graph_util.must_run_on_cpu(tf.constant(1).op)
      True
    """
    node = node.node_def if isinstance(node, Operation) else own(node, NodeDef, "node")
    if pin_variables_on_cpu and node.op in _VARIABLE_OPS:
        return True
    if node.op == "Const":
        return node.attr["dtype"].type in (dtypes.string.as_datatype_enum, _INT32)
    attr = {"DynamicStitch": "T", "ParallelDynamicStitch": "T", "Cast": "SrcT"}.get(node.op)
    return attr is not None and node.attr[attr].type == _INT32


_INT32 = dtypes.int32.as_datatype_enum


@public("graph_util.tensor_shape_from_node_def_name")
def tensor_shape_from_node_def_name(graph, input_name):
    """The shape of a tensor of a graph.

    Args:
      graph: the graph.
      input_name: "op" or "op:0".

    Returns:
      A TensorShape.

    Raises:
      KeyError: the graph has none of that name.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     x = tf.placeholder(tf.float32, [2], name="x")
      >>> str(tf.graph_util.tensor_shape_from_node_def_name(graph, "x"))
      '(2,)'
    """
    name = input_name if ":" in input_name else f"{input_name}:0"
    return graph.get_tensor_by_name(name).shape


@public("graph_util.extract_sub_graph")
def extract_sub_graph(graph_def, dest_nodes):
    """The nodes of a GraphDef that some of them need.

    Args:
      graph_def: the GraphDef.
      dest_nodes: a list of names.

    Returns:
      A GraphDef of those nodes, in the order that they had.

    Raises:
      TypeError: dest_nodes is a string, or graph_def none.
      AssertionError: there is no node of a name.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     x = tf.exp(tf.constant(1.0, name="one"), name="x")
      ...     y = tf.constant(2.0)
      >>> [n.name for n in tf.graph_util.extract_sub_graph(graph.as_graph_def(), ["x"]).node]
      ['one', 'x']
    """
    if isinstance(dest_nodes, str):
        raise TypeError("dest_nodes must be a list.")
    try:
        graph_def = own(graph_def, GraphDef, "graph_def")
    except TypeError:
        raise TypeError("graph_def must be a graph_pb2.GraphDef proto.") from None
    nodes = {node.name: node for node in graph_def.node}
    for name in dest_nodes:
        assert name in nodes, f"{name} is not in graph"
    needed, todo = set(), list(dest_nodes)
    while todo:
        name = todo.pop()
        if name in nodes and name not in needed:
            needed.add(name)
            todo.extend(map(node_name, nodes[name].input))
    return with_nodes(graph_def, (n for n in graph_def.node if n.name in needed))


def node_name(text) -> str:
    """The node that an input ("x", "x:1", "^x") names."""
    return text[1:] if text.startswith("^") else parse(text)[0]


def with_nodes(graph_def, nodes):
    """A GraphDef with other nodes.

    Args:
      graph_def: whose functions and versions it has.
      nodes: NodeDefs, which are copied.
    """
    out = GraphDef()
    out.node.extend(nodes)
    if graph_def.HasField("library"):
        out.library.CopyFrom(graph_def.library)
    if graph_def.HasField("versions"):
        out.versions.CopyFrom(graph_def.versions)
    return out


@public("graph_util.remove_training_nodes")
def remove_training_nodes(input_graph, protected_nodes=None):
    """A GraphDef without what only passes on its input: `Identity` and `CheckNumerics`.

    Args:
      input_graph: the GraphDef.
      protected_nodes: names of nodes that stay.

    Returns:
      A GraphDef. `Identity` nodes that others wait for, or that wait for others, stay.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     y = tf.exp(tf.identity(tf.constant(1.0)), name="y")
      >>> [n.op for n in tf.graph_util.remove_training_nodes(graph.as_graph_def()).node]
      ['Const', 'Exp']
    """
    input_graph = own(input_graph, GraphDef, "input_graph")
    kept = set(protected_nodes or ())
    checks = {n.name for n in input_graph.node if n.op == "CheckNumerics"} - kept
    nodes = [type(n).FromString(n.SerializeToString()) for n in input_graph.node]
    for node in nodes:
        node.input[:] = [x for x in node.input if not x.startswith("^") or x[1:] not in checks]
    kept |= {x[1:] for node in nodes for x in node.input if x.startswith("^")}
    passed = {
        node.name: node.input[0]
        for node in nodes
        if (node.op == "Identity" or node.name in checks) and node.name not in kept
        and not any(x.startswith("^") for x in node.input)
    }
    out = with_nodes(input_graph, (n for n in nodes if n.name not in passed))
    for node in out.node:
        node.input[:] = [_behind(text, passed) for text in node.input]
    return out


def _behind(text, passed) -> str:
    """What stands before nodes that only pass on, if an input names one."""
    seen = set()
    while not text.startswith("^") and parse(text)[0] in passed and text not in seen:
        seen.add(text)
        text = passed[parse(text)[0]]
    return text
