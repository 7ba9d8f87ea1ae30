"""Saves an object and all that it leads to, and restores them, in each mode."""

import os
import weakref
from typing import Any

from zeal import _native
from zeal.checkpoint.attributes import StringState
from zeal.checkpoint.described import read_described
from zeal.checkpoint.file_ops import one_checkpoint, save_v2
from zeal.checkpoint.load_status import (
    CheckpointLoadStatus,
    InitializationOnlyStatus,
    NameBasedSaverStatus,
    session_for,
)
from zeal.checkpoint.name_based import NameBasedRestore
from zeal.checkpoint.object_graph import GRAPH_KEY, ObjectGraph
from zeal.checkpoint.restoration import Place, Restoration, next_uid
from zeal.checkpoint.saveables import refuse_values_of_graphs
from zeal.checkpoint.values import GraphValues, Values
from zeal.dtypes import string
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.local_files import make_folders
from zeal.public import public
from zeal.state.trackable import Trackable


def in_function() -> bool:
    """Whether a function is being traced."""
    return not executing_eagerly() and get_default_graph().building_function


@public("contrib.eager.CheckpointableSaver")
class ObjectSaver:
    """Saves and restores an object with all that it leads to.

    Args:
      root_checkpointable: a Trackable; only a weak reference is kept.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
      >>> saver = tf.contrib.eager.CheckpointableSaver(model)
      >>> path = saver.save(folder + "/model", checkpoint_number=3)
      >>> path == folder + "/model-3"
      True
      >>> saver.restore(path).assert_consumed() is not None
      True
    """

    def __init__(self, root_checkpointable: Trackable) -> None:
        self._root = weakref.ref(root_checkpointable)
        self._graphs: Any = weakref.WeakKeyDictionary()

    def _root_object(self) -> Trackable:
        root = self._root()
        if root is None:
            raise ValueError("the object that this saver was made for is no more")
        return root

    def _built(self) -> "BuiltOps":
        """The ops in the graph being built."""
        graph = get_default_graph()
        if graph not in self._graphs:
            self._graphs[graph] = BuiltOps()
        return self._graphs[graph]

    # --- saving ---
    def save(self, file_prefix, checkpoint_number=None, session=None) -> Any:
        """Writes a checkpoint.

        Args:
          file_prefix: path that the files' names begin with; its folders are made.
          checkpoint_number: an integer, or a scalar of one, that goes behind the prefix.
          session: in graphs, the session that has the values; the default one if None.

        Returns:
          The checkpoint's path; a string tensor in functions being traced.
        """
        prefix = os.fspath(file_prefix)
        if checkpoint_number is not None:
            prefix = f"{prefix}-{int(checkpoint_number)}"
        make_folders(os.path.dirname(prefix))
        if executing_eagerly():
            self._write(prefix)
            return prefix
        if in_function():
            return self._write_in_function(prefix)
        return self._run_save(prefix, session_for(session))

    def _write(self, prefix):
        message, saveables = ObjectGraph(self._root_object()).describe()
        path, described = _native.convert(prefix, string), message.SerializeToString()
        values = [value for saveable in saveables for value in saveable.values()]
        for saveable in saveables:
            refuse_values_of_graphs([getattr(saveable, "variable", None)], saveable.key)
        return path, _save_op(path, saveables, values, _native.convert(described, string))

    def _write_in_function(self, prefix):
        path, done = self._write(prefix)
        with get_default_graph().control_dependencies([done]):
            return _native.api.identity(path)

    def _run_save(self, prefix, session):
        """Saves by an op that is made once, as long as the objects stay the same."""
        built = self._built()
        message, saveables = ObjectGraph(self._root_object()).describe()
        described = message.SerializeToString()
        feeds = built.save_feeds(described, saveables)
        feeds[built.prefix], feeds[built.described] = prefix, described
        session.run(built.save_op, feed_dict=feeds)
        return prefix

    # --- restoring ---
    def restore(self, save_path) -> Any:
        """Restores a checkpoint: what is there at once, what comes later then.

        Args:
          save_path: what `save` returned; None for no checkpoint, whose status can initialize
            variables of graphs.

        Returns:
          A CheckpointLoadStatus, InitializationOnlyStatus or NameBasedSaverStatus.

        Raises:
          NotFoundError: there is no such checkpoint.
        """
        root = self._root_object()
        if save_path is None:
            return InitializationOnlyStatus(root, next_uid())
        path = os.fspath(save_path)
        with one_checkpoint(path) as reader:
            return self._restore_from(root, path, reader)

    def _restore_from(self, root, path, reader):
        described = read_described(path, reader)
        if described is None:
            return self._restore_by_names(root, Values(path, reader))
        feeds, values = None, Values(path, reader)
        if not executing_eagerly():
            built = self._built()
            feeds = {built.prefix: path}
            values = GraphValues(path, reader, built.prefix, built.restore_ops)
        restoration = Restoration(described, values)
        Place(restoration, 0).restore(root)
        return CheckpointLoadStatus(restoration, root, feeds)

    def _restore_by_names(self, root, values):
        restore = NameBasedRestore(values)
        if executing_eagerly():
            restore(root)
        return NameBasedSaverStatus(restore, root)


def _save_op(prefix, saveables, values, described):
    """The op that saves; its values go under the saveables' keys, and the objects' description."""
    keys = [key for saveable in saveables for key in saveable.keys]
    slices = [part for saveable in saveables for part in saveable.slices]
    return save_v2(prefix, [*keys, GRAPH_KEY], [*slices, ""], [*values, described])


class BuiltOps:
    """What a saver has added to a graph."""

    def __init__(self) -> None:
        from zeal.graph.placeholder import placeholder

        self.prefix = placeholder(string, [], name="file_prefix")
        self.described = placeholder(string, [], name="object_graph")
        self.restore_ops: dict = {}
        self.save_op: Any = None
        self._saved: Any = None  # what the op saves,
        self._nodes: list = []  # and weakly the objects that have it
        self._strings: dict = {}  # placeholders of strings that Python code makes

    def save_feeds(self, described: bytes, saveables: list) -> dict:
        """Makes the op anew where the objects have changed; returns what the strings are now."""
        same = described, [(s.keys, list(s.slices)) for s in saveables]
        known = self._saved == same and all(
            node() is s.node for node, s in zip(self._nodes, saveables, strict=True)
        )
        if not known:
            self._build(saveables)
            self._saved, self._nodes = same, [weakref.ref(s.node) for s in saveables]
        return {self._strings[s.key]: s.state() for s in saveables
                if isinstance(s, StringState)}

    def _build(self, saveables):
        values = [value for saveable in saveables for value in self._values(saveable)]
        self.save_op = _save_op(self.prefix, saveables, values, self.described)

    def _values(self, saveable):
        from zeal.graph.placeholder import placeholder

        if not isinstance(saveable, StringState):
            return saveable.values()
        if saveable.key not in self._strings:
            self._strings[saveable.key] = placeholder(string, [], name="python_state")
        return [self._strings[saveable.key]]
