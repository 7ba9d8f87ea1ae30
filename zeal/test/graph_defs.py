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
    for told, nodes, others in (
        ("Did not find expected", theirs, ours), ("Found unexpected", ours, theirs),
    ):  # fmt: skip
        for node in (x for name, x in nodes.items() if name not in others):
            raise AssertionError(f"{told} node '{_shown(node)}'")
    for name in sorted(ours):
        if ours[name] != theirs[name]:
            raise AssertionError(_difference(ours[name], theirs[name]))


def _shown(node):
    return f"{{{{node {node.name}}}}} = {node.op}({', '.join(node.input)})"


def _difference(ours, theirs):
    """In words, how two nodes of one name differ."""
    for what in ("op", "device", "input"):
        a, b = getattr(ours, what), getattr(theirs, what)
        if a != b:
            return f"Node named '{ours.name}' has {what} {a} that does not match expected {b}"
    for key in sorted({*ours.attr, *theirs.attr}):
        if key not in theirs.attr:
            return f"Node named '{ours.name}' has unexpected attr '{key}': {ours.attr[key]}"
        if key not in ours.attr:
            return f"Node named '{ours.name}' is missing expected attr '{key}': {theirs.attr[key]}"
        if ours.attr[key] != theirs.attr[key]:
            return (
                f"Node named '{ours.name}' has attr '{key}' with value: {ours.attr[key]} that does "
                f"not match expected: {theirs.attr[key]}"
            )
    return f"Node {ours.name!r} differs: {ours} and {theirs}"


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
