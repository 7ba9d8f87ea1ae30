"""What `restore` returns: whether all was matched, and what is left to run in graphs."""

from functools import partial
from typing import Any

from zeal import logging
from zeal._native import Variable
from zeal.checkpoint.file_ops import one_checkpoint
from zeal.checkpoint.object_graph import ObjectGraph, edges_of
from zeal.checkpoint.restoration import restored_by
from zeal.eager.context import executing_eagerly
from zeal.errors import NotFoundError
from zeal.keras.session import session_at_hand
from zeal.keras.tracking import Container


def session_for(session: Any) -> Any:
    """A session, or the default one, or that in which Keras trained models of the graph.

    Raises:
      ValueError: there is neither.
    """
    from zeal.graph.session import get_default_session

    session = session or get_default_session() or session_at_hand()
    if session is None:
        raise ValueError(
            "Cannot save or restore in a graph without a session: give session=, or enter one "
            "(`with tf.Session() as session:`)"
        )
    return session


def _state_holders(objects):
    """Objects without lists and dicts that are empty, which no checkpoint need have."""
    return [x for x in objects if not (isinstance(x, Container) and not edges_of(x))]


def _without(objects, known):
    ids = {id(x) for x in known}
    return [x for x in objects if id(x) not in ids]


def _initialize(objects, uid, session):
    """Runs the initializers of variables that no later restore gives a value."""
    ops = [x.initializer for x in objects if isinstance(x, Variable) and restored_by(x) < uid]
    session_for(session).run(ops)


class LoadStatus:
    """What became of a restore; see `CheckpointLoadStatus`.

    Args:
      root: the object that was restored.
    """

    def __init__(self, root: Any) -> None:
        self._root = root

    def expect_partial(self) -> "LoadStatus":
        """Tells that parts of the checkpoint stay unused: nothing warns of them."""
        return self


class CheckpointLoadStatus(LoadStatus):
    """The state of a restore from a checkpoint of objects.

    Args:
      restoration: a Restoration.
      root: the object that was restored.
      feeds: what runs of the restore's ops are fed.
    """

    def __init__(self, restoration: Any, root: Any, feeds: "dict | None" = None) -> None:
        super().__init__(root)
        self._restoration, self._feeds = restoration, feeds
        self._last_words = LastWords(restoration)

    def assert_consumed(self) -> "CheckpointLoadStatus":
        """Checks that all values of the checkpoint went to an object, and each object got its own.

        Raises:
          AssertionError: something is left over, or lacks a value.
        """
        self.assert_existing_objects_matched()
        restoration, described = self._restoration, self._restoration.described
        for number, node in enumerate(described.nodes):
            if restoration.matched.get(number) is None:
                raise AssertionError(
                    f"Unresolved object in checkpoint {described.name(number)}: {node}"
                )
        if restoration.slots_of:
            raise AssertionError(f"Unresolved slot restorations: {restoration.slots_of}")
        if restoration.unused:
            lines = (f"{described.name(number)} ({restoration.matched[number]}): {names}"
                     for number, names in restoration.unused.items())
            raise AssertionError(
                "Unused attributes in these objects (the attributes exist in the checkpoint but "
                "were not restored):\n" + "\n".join(lines)
            )
        return self

    def assert_existing_objects_matched(self) -> "CheckpointLoadStatus":
        """Checks that each object there is has its place in the checkpoint.

        Raises:
          AssertionError: one has none.
        """
        restoration = self._restoration
        for number, node in enumerate(restoration.described.nodes):
            known = restoration.matched.get(number)
            if known is not None and restored_by(known) < restoration.uid:
                raise AssertionError(f"Object not assigned a value from checkpoint: {node}")
        missing = _without(_state_holders(ObjectGraph(self._root).objects), restoration.objects())
        if missing:
            raise AssertionError(
                "Some Python objects were not bound to checkpointed values, likely due to changes "
                f"in the Python program: {missing}"
            )
        return self

    def assert_nontrivial_match(self) -> "CheckpointLoadStatus":
        """Checks that something besides the root was matched.

        Raises:
          AssertionError: nothing was.
        """
        if len(self._restoration.matched) > 1:
            return self
        missing = _without(ObjectGraph(self._root).objects, self._restoration.objects())
        if missing:
            raise AssertionError(
                "Nothing except the root object matched a checkpointed value. Typically this means "
                "that the checkpoint does not match the Python program. The following objects have "
                f"no matching checkpointed value: {missing}"
            )
        raise AssertionError(
            f"Nothing to load. No dependencies have been added to {self._root} yet."
        )

    def run_restore_ops(self, session: Any = None) -> None:
        """In graphs, gives the variables their values; eagerly they have them.

        Args:
          session: a `tf.Session`; the default one if None.
        """
        if not executing_eagerly():
            self._run(session_for(session), self._restoration.ops)

    def _run(self, session, ops):
        with one_checkpoint(self._restoration.values.path):
            session.run(ops, feed_dict=self._feeds)

    def initialize_or_restore(self, session: Any = None) -> None:
        """In graphs, restores what the checkpoint has and initializes other variables.

        Args:
          session: a `tf.Session`; the default one if None.
        """
        if executing_eagerly():
            return
        objects = ObjectGraph(self._root).objects
        rest = _without(objects, self._restoration.objects())
        self.run_restore_ops(session)
        _initialize(rest, self._restoration.uid, session)

    def expect_partial(self) -> "CheckpointLoadStatus":
        self._last_words.expected = True
        return self

    def run_as_they_come(self, session: Any) -> None:
        """In graphs, runs each restore op in a session as soon as it is made."""
        if not executing_eagerly():
            self.run_restore_ops(session)
            self._restoration.on_new_ops = partial(self._run, session_for(session))

    def report(self) -> Any:
        """What was matched, what the checkpoint lacks, and what of it stays unused.

        Returns:
          A `RestoreReport`, which prints as text.
        """
        from zeal.checkpoint.report import report_of

        return report_of(self._restoration, self._root)


class LastWords:
    """Warns of unused parts of a checkpoint when nobody can use them any more.

    Args:
      restoration: the Restoration, which it lives as long as.
    """

    def __init__(self, restoration: Any) -> None:
        self.expected = False
        self._described, self._met = restoration.described, restoration.met
        self._unused = restoration.unused
        restoration.last_words = self

    def __del__(self) -> None:
        if self.expected:
            return
        lines = self.lines()
        if lines:
            for line in lines:
                logging.warning(line)
            logging.warning(
                "A checkpoint was restored (e.g. tf.train.Checkpoint.restore or "
                "tf.keras.Model.load_weights) but not all checkpointed values were used. See above "
                "for specific issues. Use expect_partial() on the load status object, e.g. "
                "tf.train.Checkpoint.restore(...).expect_partial(), to silence these warnings, or "
                "use assert_consumed() to make the check explicit."
            )

    def lines(self) -> list:
        """A line for each part that is unused."""
        described = self._described
        lines = [f"Unresolved object in checkpoint: {described.name(number)}"
                 for number in range(len(described.nodes)) if number not in self._met]
        return lines + [f"Unused attribute in object {described.name(number)}: {names}"
                        for number, names in self._unused.items()]


class InitializationOnlyStatus(LoadStatus):
    """What `restore(None)` returns: there is no checkpoint, and all checks fail.

    Args:
      root: the object that would have been restored.
      uid: the number of this restore.
    """

    def __init__(self, root: Any, uid: int) -> None:
        super().__init__(root)
        self._uid = uid

    def assert_consumed(self) -> Any:
        """Raises AssertionError: there is no checkpoint."""
        raise AssertionError(
            "No checkpoint specified (save_path=None); nothing is being restored."
        )

    assert_existing_objects_matched = assert_nontrivial_match = report = assert_consumed

    def run_restore_ops(self, session: Any = None) -> None:
        """Raises AssertionError: there is no checkpoint."""
        raise AssertionError(
            "No checkpoint specified, so no restore ops are available (save_path=None to "
            "Saver.restore)."
        )

    def initialize_or_restore(self, session: Any = None) -> None:
        """In graphs, initializes all variables.

        Args:
          session: a `tf.Session`; the default one if None.
        """
        if not executing_eagerly():
            _initialize(ObjectGraph(self._root).objects, self._uid, session)

    def run_as_they_come(self, session: Any) -> None:
        """Nothing comes."""


class NameBasedSaverStatus(LoadStatus):
    """The state of a restore from a checkpoint that `tf.train.Saver` wrote, by variables' names.

    Args:
      restore: a `zeal.checkpoint.name_based.NameBasedRestore`.
      root: the object that was restored.
    """

    def __init__(self, restore: Any, root: Any) -> None:
        super().__init__(root)
        self._restore = restore

    def assert_consumed(self) -> "NameBasedSaverStatus":
        """Checks that each variable there is got a value.

        Raises:
          AssertionError: the checkpoint lacks one.
        """
        if self._restore.missing:
            lines = (f"\n    {node}: {names}" for node, names in self._restore.missing)
            raise AssertionError("Some objects had attributes which were not restored:"
                                 + "".join(lines))
        for node in ObjectGraph(self._root).objects:
            if restored_by(node) < self._restore.uid:
                raise AssertionError(f"Object not restored: {node}")
        return self

    assert_existing_objects_matched = assert_nontrivial_match = assert_consumed

    def run_restore_ops(self, session: Any = None) -> None:
        """In graphs, gives the variables their values; eagerly they have them.

        Args:
          session: a `tf.Session`; the default one if None.

        Raises:
          NotFoundError: the checkpoint lacks a variable.
        """
        if not executing_eagerly():
            self._restore.run(ObjectGraph(self._root).objects, session_for(session))
            if self._restore.missing:
                raise NotFoundError(self._restore.missing_text())

    initialize_or_restore = run_restore_ops

    def run_as_they_come(self, session: Any) -> None:
        """Raises NotImplementedError: names tell nothing of objects that are still to come."""
        if not executing_eagerly():
            raise NotImplementedError(
                "Streaming restore not supported from name-based checkpoints when graph building: "
                "load them by tf.train.Checkpoint or tf.train.Saver."
            )
