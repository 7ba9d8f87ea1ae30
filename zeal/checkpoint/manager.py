"""tf.train.CheckpointManager: numbers checkpoints, keeps some and deletes others."""

import os
import time
from typing import Any

from zeal import logging
from zeal._native import Tensor, Variable
from zeal.checkpoint.checkpoint import Checkpoint
from zeal.checkpoint.load_status import session_for
from zeal.checkpoint.state_file import get_checkpoint_state, remove_checkpoint, write_state
from zeal.eager.context import executing_eagerly
from zeal.public import public


@public("train.CheckpointManager", "contrib.checkpoint.CheckpointManager")
class CheckpointManager:
    """Saves checkpoints in a folder and deletes all but the last ones.

    What it knows is in the folder too: another manager of the same folder goes on with it.

    Args:
      checkpoint: a `tf.train.Checkpoint`.
      directory: the folder, which the first save makes.
      max_to_keep: how many checkpoints to keep; None for all.
      keep_checkpoint_every_n_hours: of those that would be deleted, one in so many hours stays
        for ever.
      checkpoint_name: what the files' names begin with.

    Raises:
      ValueError: max_to_keep is not positive.

    Example:
      >>> import tempfile
      >>> manager = tf.train.CheckpointManager(
      ...     tf.train.Checkpoint(x=tf.Variable(1.0)), tempfile.mkdtemp(), max_to_keep=2)
      >>> for _ in range(3):
      ...     path = manager.save()
      >>> [os.path.basename(p) for p in manager.checkpoints]
      ['ckpt-2', 'ckpt-3']
    """

    def __init__(
        self, checkpoint: Checkpoint, directory, max_to_keep,
        keep_checkpoint_every_n_hours: Any = None, checkpoint_name="ckpt",
    ) -> None:
        if max_to_keep is not None and max_to_keep <= 0:
            raise ValueError(
                "Expected a positive integer or `None` for `max_to_max_to_keep`, got "
                f"{max_to_keep}."
            )
        self._checkpoint, self._directory = checkpoint, os.fspath(directory)
        self._max_to_keep, self._keep_every = max_to_keep, keep_checkpoint_every_n_hours
        self._prefix = os.path.join(self._directory, checkpoint_name)
        self._kept: dict[str, float] = {}  # when they were written, oldest first
        self._latest: str | None = None
        self._last_preserved = time.time() - 1.0
        state = get_checkpoint_state(self._directory)
        if state is not None:
            self._recover(state)

    def _recover(self, state):
        """Goes on with what an earlier manager has left."""
        now = time.time()
        self._latest = state.model_checkpoint_path
        self._last_preserved = state.last_preserved_timestamp
        if now < self._last_preserved:
            logging.warning(
                f"time.time() returned a value {self._last_preserved - now:f} seconds behind the "
                "last preserved checkpoint timestamp."
            )
            self._last_preserved = now
        paths = list(state.all_model_checkpoint_paths)
        times = list(state.all_model_checkpoint_timestamps) or [self._last_preserved] * len(paths)
        for path, written in zip(paths, times, strict=False):
            if min(written, now) > self._last_preserved:
                self._kept[path] = min(written, now)

    @property
    def latest_checkpoint(self) -> "str | None":
        """The path of the last checkpoint, None if there is none."""
        return self._latest

    @property
    def checkpoints(self) -> list:
        """Paths of the checkpoints that may be deleted one day, oldest first."""
        return list(self._kept)

    def save(self, checkpoint_number=None) -> str:
        """Writes a checkpoint and deletes what there is too much.

        Args:
          checkpoint_number: an integer, or a scalar variable or tensor of one; by default the
            checkpoint's `save_counter`, to which one is added in any case.

        Returns:
          The checkpoint's path.

        Example:
          >>> import tempfile
          >>> folder = tempfile.mkdtemp()
          >>> checkpoint = tf.train.Checkpoint(x=tf.Variable(1.0))
          >>> manager = tf.train.CheckpointManager(checkpoint, folder + "/kept", 3)
          >>> manager.save(checkpoint_number=100) == folder + "/kept/ckpt-100"
          True
        """
        counted = self._checkpoint._count(None)
        number = counted if checkpoint_number is None else _value(checkpoint_number)
        path = self._checkpoint.write(f"{self._prefix}-{number}")
        self._kept.pop(path, None)
        self._kept[path] = time.time()
        self._latest = path
        self._record()  # before any is deleted: a program that ends here loses nothing
        self._sweep()
        self._record()
        return path

    def _sweep(self):
        while self._max_to_keep and len(self._kept) > self._max_to_keep:
            path = next(iter(self._kept))
            written = self._kept.pop(path)
            if self._keep_every and written - self._keep_every * 3600 >= self._last_preserved:
                self._last_preserved = written
            else:
                remove_checkpoint(path)

    def _record(self):
        write_state(
            self._directory, self._latest, list(self._kept), relative=True,
            times=list(self._kept.values()), preserved=self._last_preserved,
        )  # fmt: skip


def _value(number) -> int:
    if isinstance(number, (Tensor, Variable)) and not executing_eagerly():
        return int(session_for(None).run(number))
    return int(number)
