"""tf.train.Checkpoint: groups objects, saves and restores them."""

import os
from typing import Any

from zeal._native import TracedFunction, Variable
from zeal.checkpoint.auto_trackable import AutoTrackable
from zeal.checkpoint.load_status import session_for
from zeal.checkpoint.object_saver import ObjectSaver, in_function
from zeal.checkpoint.state_file import write_state
from zeal.dtypes import int64
from zeal.eager.context import executing_eagerly
from zeal.eager.control import init_scope
from zeal.public import public
from zeal.state.trackable import NoDependency, is_trackable


@public("train.Checkpoint", "contrib.eager.Checkpoint")
class Checkpoint(AutoTrackable):
    """Groups objects with state, to save them together and to restore them.

    Values are found by the names of attributes, from the checkpoint down to variables, so a
    checkpoint fits each program whose objects are called the same, eager or not.

    Args:
      **kwargs: the objects by name: variables, models, layers, optimizers, iterators, other
        Checkpointable objects. Objects can be set as attributes later too.

    Raises:
      ValueError: one of them has no state that could be saved.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> x = tf.Variable(10.0)
      >>> checkpoint = tf.train.Checkpoint(x=x)
      >>> _ = x.assign(2.0)
      >>> path = checkpoint.save(folder + "/ckpt")
      >>> _ = x.assign(11.0)
      >>> _ = checkpoint.restore(path)
      >>> float(x)
      2.0
    """

    def __init__(self, **kwargs: Any) -> None:
        self._save_counter: Variable | None = None  # made late: a restore may know its value
        self._count_op: Any = None
        self._saver = ObjectSaver(self)
        for name, value in sorted(kwargs.items()):
            if not is_trackable(value) and not isinstance(value, TracedFunction):
                raise ValueError(
                    "`Checkpoint` was expecting a trackable object (an object derived from "
                    f"`TrackableBase`), got {value} ({name}=). Variables, layers, optimizers and "
                    "objects of tf.contrib.checkpoint.Checkpointable can be saved; a list or dict "
                    "of them by setting it as an attribute."
                )
            setattr(self, name, value)

    @property
    def save_counter(self) -> Variable:
        """The number of checkpoints that `save` has written, an int64 variable."""
        if self._save_counter is None:
            with init_scope():
                counter = Variable(
                    0, trainable=False, name="save_counter", dtype=int64, use_resource=True
                )
            self._save_counter = NoDependency(counter)
            self._track_trackable(counter, "save_counter")
        return self._save_counter

    def write(self, file_prefix, session=None) -> Any:
        """Writes a checkpoint, without counting it.

        Args:
          file_prefix: path that the files' names begin with; its folders are made.
          session: in graphs, the session that has the values; the default one if None.

        Returns:
          The checkpoint's path, which is file_prefix; a string tensor in traced functions.

        Raises:
          ValueError: a list or dict among the objects cannot be saved.

        Example:
          >>> import tempfile
          >>> folder = tempfile.mkdtemp()
          >>> path = tf.train.Checkpoint(x=tf.Variable(1.0)).write(folder + "/final")
          >>> path == folder + "/final"
          True
        """
        return self._saver.save(file_prefix, session=session)

    def save(self, file_prefix, session=None) -> str:
        """Counts, and writes a checkpoint of that number, which `tf.train.latest_checkpoint` finds.

        Args:
          file_prefix: path that the files' names begin with; "-" and the number follow.
          session: in graphs, the session that has the values; the default one if None.

        Returns:
          The checkpoint's path.

        Raises:
          NotImplementedError: inside a function being traced.

        Example:
          >>> import tempfile
          >>> folder = tempfile.mkdtemp()
          >>> checkpoint = tf.train.Checkpoint(x=tf.Variable(1.0))
          >>> paths = [checkpoint.save(folder + "/ckpt") for _ in range(2)]
          >>> paths == [folder + "/ckpt-1", folder + "/ckpt-2"]
          True
        """
        number = self._count(session)
        path = self.write(f"{os.fspath(file_prefix)}-{number}", session)
        write_state(os.path.dirname(path), path, [path], relative=True)
        return path

    def _count(self, session) -> int:
        """Adds one to the counter; returns its value."""
        if in_function():
            raise NotImplementedError(
                "Calling tf.train.Checkpoint.save() from a function is not supported, as save() "
                "modifies saving metadata in ways not supported by TensorFlow Operations. Consider "
                "using tf.train.Checkpoint.write(), a lower-level API which does not update "
                "metadata. tf.train.latest_checkpoint and related APIs will not see this "
                "checkpoint."
            )
        if executing_eagerly():
            return int(self.save_counter.assign_add(1))
        session = session_for(session)
        if self._save_counter is None:
            session.run(self.save_counter.initializer)
        if self._count_op is None:
            self._count_op = self.save_counter.assign_add(1)
        return int(session.run(self._count_op))

    def restore(self, save_path) -> Any:
        """Restores a checkpoint: objects that are there at once, others when they are set.

        In graphs the returned status runs the restore in a session.

        Args:
          save_path: what `save` or `tf.train.latest_checkpoint` returned; None for none. A
            checkpoint of `tf.train.Saver` is restored by the names of variables.

        Returns:
          A status: `assert_consumed()`, `assert_existing_objects_matched()`,
          `assert_nontrivial_match()` and `expect_partial()` check what was matched, `report()`
          tells; `initialize_or_restore(session)` and `run_restore_ops(session)` run in graphs.

        Raises:
          NotFoundError: there is no such checkpoint.
          InvalidArgumentError: a value's dtype or shape is not that of its variable.
          DataLossError: the files are damaged.

        Example:
          >>> import tempfile
          >>> folder = tempfile.mkdtemp()
          >>> path = tf.train.Checkpoint(x=tf.Variable([1, 2])).save(folder + "/ckpt")
          >>> later = tf.train.Checkpoint()
          >>> status = later.restore(path)
          >>> later.x = tf.Variable([0, 0])
          >>> status.assert_consumed() is status, later.x.numpy().tolist()
          (True, [1, 2])
        """
        status = self._saver.restore(save_path)
        self.save_counter  # noqa: B018  is made here, so that it gets its value
        return status
