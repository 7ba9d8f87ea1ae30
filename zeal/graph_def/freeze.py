"""`tf.graph_util.convert_variables_to_constants`: a GraphDef with a session's values."""

from zeal import _native, logging
from zeal.dtypes import resource
from zeal.graph.graph import outside_graphs
from zeal.graph.variable import read
from zeal.graph.wrapped import function_from_graph_def
from zeal.graph_def.frozen_nodes import frozen
from zeal.graph_def.graph_util import extract_sub_graph
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
    return frozen(part, {name: as_tensor(value) for name, value in values.items()})


def convert_variables_to_constants_v2(func, lower_control_flow=True):
    """A concrete function with the values that its variables have now as constants.

    Args:
      func: a ConcreteFunction.
      lower_control_flow: accepted for compatibility: what is imported runs either way.

    Returns:
      A ConcreteFunction; functions that it calls stay calls.

    Example:
      >>> v = tf.Variable(2.0)
      >>> double = tf.function(lambda x: v * x).get_concrete_function(tf.TensorSpec([], tf.float32))
      >>> frozen = convert_variables_to_constants_v2(double)
      >>> v.assign(5.0).numpy(), frozen(tf.constant(3.0))[0].numpy()
      (5.0, 6.0)
    """
    graph = func.graph
    with outside_graphs():
        values = {stand_in.op.name: _now(given) for given, stand_in in graph._captures()}
    inputs = [x.name for x in func.inputs]
    part = frozen(graph.as_graph_def(), values)
    return function_from_graph_def(part, inputs, [x.name for x in func.outputs])


def _now(given):
    """What a function captured: the value, or that of the variable."""
    return read(given, _native.handle_dtype(given)) if given.dtype == resource else given


def as_tensor(value):
    with outside_graphs():
        return _native.convert(value)


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
