"""The checkpoints that a Saver keeps: what is too old goes."""

import os
import time
from typing import Any

import numpy as np

from zeal import errors, logging
from zeal.checkpoint import state_file


class KeepsCheckpoints:
    """What a Saver knows of the checkpoints that it has written."""

    _last: list  # pairs of path and time, the oldest first
    _surplus: list  # those that may go
    _next_kept: float  # what is written later than that stays for good
    _relative: bool
    saver_def: Any

    def _note(self, prefix, save_path, latest_filename, suffix):
        """Writes the state file; then what is too old goes."""
        if self.saver_def.max_to_keep:
            self._last = [p for p in self._last if p[0] != prefix] + [(prefix, time.time())]
            if len(self._last) > self.saver_def.max_to_keep:
                self._surplus.append(self._last.pop(0))
        state_file.write_state(
            os.path.dirname(save_path), prefix, self.last_checkpoints, latest_filename,
            self._relative,
        )  # fmt: skip
        if self._surplus:
            self._remove(*self._surplus.pop(0), suffix)

    def _remove(self, prefix, written, suffix):
        if written > self._next_kept:
            self._next_kept += self.saver_def.keep_checkpoint_every_n_hours * 3600
            return
        try:
            state_file.remove_checkpoint(prefix, self.saver_def.version, suffix)
        except errors.OpError as e:
            logging.warning("Ignoring: %s", e)

    @property
    def last_checkpoints(self):
        """Prefixes of the checkpoints that are kept, the oldest first."""
        return [path for path, _ in self._last]

    def set_last_checkpoints(self, last_checkpoints):
        """Sets what `last_checkpoints` gives. `set_last_checkpoints_with_time` says when, too."""
        _check_list(last_checkpoints)
        self._last = [(path, np.inf) for path in last_checkpoints]

    def set_last_checkpoints_with_time(self, last_checkpoints_with_time):
        """Sets the checkpoints that are kept.

        Args:
          last_checkpoints_with_time: a list of pairs of prefix and seconds since 1970.
        """
        _check_list(last_checkpoints_with_time)
        self._last = last_checkpoints_with_time

    def recover_last_checkpoints(self, checkpoint_paths):
        """Takes up checkpoints of a program before this one, those that are there.

        Args:
          checkpoint_paths: a list of prefixes, the oldest first.
        """
        pairs = ((path, state_file.get_checkpoint_mtimes([path])) for path in checkpoint_paths)
        self._last = [(path, times[0]) for path, times in pairs if times]


def _check_list(checkpoints):
    if not isinstance(checkpoints, list):
        raise TypeError(f"last checkpoints are a list, not {type(checkpoints).__name__}")
