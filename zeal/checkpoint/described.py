"""The objects that a checkpoint describes: read, checked, and named for messages."""

from collections import deque
from typing import Any

from zeal.checkpoint.object_graph import GRAPH_KEY
from zeal.errors import DataLossError
from zeal.public import public, publish


class Described:
    """The TrackableObjectGraph of a checkpoint, whose numbers all stand for something.

    Args:
      path: the checkpoint's prefix, for messages.
      serialized: the message's bytes.

    Raises:
      DataLossError: it is no such message, or a number in it is none of an object.
    """

    def __init__(self, path: str, serialized: bytes) -> None:
        from google.protobuf.message import DecodeError

        from zeal.messages.checkpoint import TrackableObjectGraph

        self.path, self.serialized = path, serialized
        try:
            self.message = TrackableObjectGraph.FromString(serialized)
        except (DecodeError, TypeError) as error:
            raise DataLossError(f"{path}: the object graph under {GRAPH_KEY}: {error}") from None
        self.nodes = self.message.nodes
        if not self.nodes:
            raise DataLossError(f"{path}: the object graph under {GRAPH_KEY} has no objects")
        self._check()
        self._names: "dict[int, str] | None" = None

    def _check(self):
        for number, node in enumerate(self.nodes):
            for child in node.children:
                self._require(number, f"the edge {child.local_name!r}", child.node_id)
            for slot in node.slot_variables:
                what = f"the slot {slot.slot_name!r}"
                self._require(number, what, slot.original_variable_node_id)
                self._require(number, what, slot.slot_variable_node_id)

    def _require(self, number, what, target):
        if not 0 <= target < len(self.nodes):
            raise DataLossError(
                f"{self.path}: in the object graph under {GRAPH_KEY}, {what} of object {number} "
                f"leads to object {target}, but there are {len(self.nodes)}"
            )

    def name(self, number: int) -> str:
        """How TensorFlow's messages call an object: "(root).model.dense"."""
        if self._names is None:
            self._names = self._all_names()
        return self._names.get(number, f"(object {number}, which nothing leads to)")

    def _all_names(self):
        names, waiting = {0: "(root)"}, deque([0])
        while waiting:
            number = waiting.popleft()
            for child in self.nodes[number].children:
                if child.node_id not in names:
                    names[child.node_id] = f"{names[number]}.{child.local_name}"
                    waiting.append(child.node_id)
        for number, node in enumerate(self.nodes):
            for slot in node.slot_variables:
                of = names.get(slot.original_variable_node_id)
                names[slot.slot_variable_node_id] = (
                    f"{names.get(number)}'s state '{slot.slot_name}' for {of}"
                )
        return names


def read_described(path: str, reader: Any) -> "Described | None":
    """The objects that a checkpoint describes, None for one of `tf.train.Saver`."""
    return Described(path, reader.get(GRAPH_KEY).numpy()) if reader.has(GRAPH_KEY) else None


@public("contrib.checkpoint.object_metadata")
def object_metadata(save_path) -> Any:
    """The message in a checkpoint that describes its objects.

    Args:
      save_path: the checkpoint, as `save` returned it.

    Returns:
      A `tf.contrib.checkpoint.CheckpointableObjectGraph`.

    Raises:
      ValueError: `tf.train.Saver` wrote the checkpoint, which describes none.
      NotFoundError: there is no such checkpoint.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> path = tf.train.Checkpoint(x=tf.Variable(1.0)).save(folder + "/ckpt")
      >>> [n.attributes[0].full_name for n in
      ...  tf.contrib.checkpoint.object_metadata(path).nodes if n.attributes]
      ['Variable', 'save_counter']
    """
    from zeal.checkpoint.bundle_reader import BundleReader

    found = read_described(save_path, BundleReader(save_path))
    if found is None:
        raise ValueError(
            f'The specified checkpoint "{save_path}" does not appear to be object-based (it is '
            f'missing the key "{GRAPH_KEY}"). Likely it was created with a name-based saver and '
            "does not contain an object dependency graph."
        )
    return found.message


publish("zeal.messages.checkpoint", "TrackableObjectGraph",
        "contrib.checkpoint.CheckpointableObjectGraph")
