"""tf.test.assert_equal_graph_def: GraphDefs compared."""

from zeal.messages.graph import GraphDef
from zeal.public import public


@public("test.assert_equal_graph_def")
def assert_equal_graph_def(actual, expected, checkpoint_v2=False, hash_table_shared_name=False):
    """Raises AssertionError where the nodes of two GraphDefs differ, whatever their order.

    Args:
      actual, expected: GraphDefs.
      checkpoint_v2: whether names that savers make up may differ.
      hash_table_shared_name: whether names that tables make up may differ.

    Raises:
      TypeError: one is no GraphDef.
      AssertionError: they differ.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     y = tf.constant(1.0)
      >>> tf.test.assert_equal_graph_def(graph.as_graph_def(), graph.as_graph_def())
    """
    for name, value in (("actual", actual), ("expected", expected)):
        if not isinstance(value, GraphDef):
            raise TypeError(f"Expected tf.GraphDef for {name}, got {type(value).__name__}")
    options = checkpoint_v2, hash_table_shared_name
    ours, theirs = (_comparable(g, *options) for g in (actual, expected))
    if ours.keys() != theirs.keys():
        raise AssertionError(f"Nodes in one graph only: {sorted(ours.keys() ^ theirs.keys())}")
    for name in sorted(ours):
        if ours[name] != theirs[name]:
            raise AssertionError(f"Node {name!r} differs: {ours[name]} and {theirs[name]}")


def _comparable(graph_def, checkpoint_v2, hash_table_shared_name):
    """Copies of the nodes by name, with control inputs in one order."""
    nodes = {}
    for node in graph_def.node:
        copy = nodes[node.name] = type(node).FromString(node.SerializeToString())
        controls = sorted(name for name in copy.input if name.startswith("^"))
        copy.input[:] = [name for name in copy.input if not name.startswith("^")] + controls
        if checkpoint_v2 and copy.op == "Const":
            strings = copy.attr["value"].tensor.string_val
            if strings and b"_temp_" in strings[0]:
                del copy.attr["value"]
        if hash_table_shared_name and copy.op == "HashTableV2":
            copy.attr.pop("shared_name", None)
    return nodes
