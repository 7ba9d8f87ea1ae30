"""tf.contrib.checkpoint.dot_graph_from_checkpoint: a checkpoint's objects as a drawing."""

from zeal.checkpoint.attributes import VALUE
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.described import object_metadata
from zeal.public import public


def _quoted(name):
    return name.replace("\\", "\\\\").replace('"', '\\"')


@public("contrib.checkpoint.dot_graph_from_checkpoint")
def dot_graph_from_checkpoint(save_path) -> str:
    """The objects in a checkpoint and their names, as a graph in the DOT language.

    Args:
      save_path: the checkpoint, as `save` returned it.

    Returns:
      A string: variables are blue, slots orange, optimizers red.

    Raises:
      ValueError: `tf.train.Saver` wrote the checkpoint, which describes no objects.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> path = tf.train.Checkpoint(x=tf.Variable(1.0)).save(folder + "/ckpt")
      >>> print(tf.contrib.checkpoint.dot_graph_from_checkpoint(path).splitlines()[2])
      N_0 -> N_1 [label="x"]
    """
    nodes, reader = object_metadata(save_path).nodes, BundleReader(save_path)
    slots = {s.slot_variable_node_id for node in nodes for s in node.slot_variables}
    lines = ["digraph {"]
    for number, node in enumerate(nodes):
        lines.append(f"N_{number} [{_look(node, number in slots, reader)}]")
        for child in node.children:
            label = _quoted(child.local_name)
            lines.append(f'N_{number} -> N_{child.node_id} [label="{label}"]')
        for slot in node.slot_variables:
            at, label = slot.slot_variable_node_id, _quoted(slot.slot_name)
            lines.append(f'N_{number} -> N_{at} [label="{label}" style=dotted]')
            lines.append(f"N_{slot.original_variable_node_id} -> N_{at} [style=dotted]")
    return "\n".join([*lines, "}", ""])


def _look(node, is_slot, reader):
    """How a node is drawn."""
    if [told.name for told in node.attributes] == [VALUE]:
        [told] = node.attributes
        key, kind = told.checkpoint_key, "Slot variable" if is_slot else "Variable"
        return (
            f'shape=point label="" color={"orange" if is_slot else "blue"} width=.25 '
            f'tooltip="{kind} {_quoted(told.full_name)} shape={reader.shape(key).as_list()} '
            f'{reader.dtype(key).name}"'
        )
    if node.slot_variables:
        return 'shape=point label="" width=.25 color=red,tooltip="Optimizer"'
    return 'shape=point label="" width=.25'
