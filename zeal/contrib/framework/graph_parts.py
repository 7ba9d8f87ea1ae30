"""Small functions of tf.contrib.framework: names below scopes, graphs of tensors, sums, steps."""

from zeal import _native
from zeal._native import api
from zeal.graph.graph import get_default_graph
from zeal.public import public, publish
from zeal.state.scope import name_scope
from zeal.train.step_counter import assert_global_step, get_global_step

for _name in ("strip_name_scope", "prepend_name_scope"):
    publish("zeal.interop.internals.ops", _name, f"contrib.framework.{_name}")
for _name in ("deprecated", "deprecated_arg_values", "deprecated_args"):
    publish("zeal.interop.internals.deprecation", _name, f"contrib.framework.{_name}")
for _name in ("deprecated", "deprecated_arg_values"):
    publish("zeal.interop.internals.deprecation", _name, f"contrib.slim.{_name}")
publish("zeal.interop.internals.framework_tensor_util", "remove_squeezable_dimensions",
        "contrib.framework.remove_squeezable_dimensions")


@public("contrib.framework.reduce_sum_n")
def reduce_sum_n(tensors, name=None):
    """The sum of the elements of all tensors.

    Args:
      tensors: list of tensors of one dtype.
      name: name of the scope.

    Returns:
      A scalar.

    Raises:
      ValueError: the list is empty.

    Example:
      >>> tf.contrib.framework.reduce_sum_n([[1.0, 2.0], 3.0]).numpy()
      6.0
    """
    if not tensors:
        raise ValueError("No tensors provided.")
    with name_scope(name, "reduce_sum_n", tensors) as scope:
        tensors = [_native.convert(x) for x in tensors]
        names = [f"{x.op.name}/sum" if x._symbolic else None for x in tensors]
        sums = [api.reduce_sum(x, name=n) for x, n in zip(tensors, names, strict=True)]
        return sums[0] if len(sums) == 1 else api.add_n(sums, name=scope)


@public("contrib.framework.get_graph_from_inputs")
def get_graph_from_inputs(op_input_list, graph=None):
    """The graph of tensors and operations.

    Args:
      op_input_list: a list; what has no graph does not count.
      graph: the graph that it shall be.

    Returns:
      A graph; the default one where nothing has any.

    Raises:
      ValueError: there are two.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     tf.contrib.framework.get_graph_from_inputs([tf.constant(1)]) is graph
      True
    """
    found = graph
    for value in op_input_list:
        own = getattr(value, "graph", None)
        if own is None or own is found:
            continue
        if found is not None:
            other = "the passed-in graph" if graph is not None else f"{found}"
            raise ValueError(f"{value} is not from {other}.")
        found = own
    return get_default_graph() if found is None else found


@public("contrib.framework.assert_or_get_global_step",
        "contrib.slim.assert_or_get_global_step")
def assert_or_get_global_step(graph=None, global_step_tensor=None):
    """A global step that is given and checked, or else that of a graph.

    Args:
      graph: the graph, by default the one in force.
      global_step_tensor: an integer scalar.

    Returns:
      A variable or tensor, or None.

    Raises:
      TypeError: it cannot count steps.

    Example:
      >>> with tf.Graph().as_default():
      ...     print(tf.contrib.framework.assert_or_get_global_step())
      None
    """
    if global_step_tensor is None:
        return get_global_step(graph)
    assert_global_step(global_step_tensor)
    return global_step_tensor
