"""Until when a run may wait: `timeout_in_ms` of tf.RunOptions, or a default of its session."""

import threading
import time
from contextlib import contextmanager

from zeal import _native
from zeal.errors import CancelledError, DeadlineExceededError


class _Until(threading.local):
    value = None  # on the clock of time.monotonic()
    is_closed = None  # of a session that shares its state: a function that tells


_until = _Until()
_lock = threading.Lock()
_running = 0  # runs of all threads that have a deadline


def expired() -> DeadlineExceededError:
    """The error of a run that took too long."""
    return DeadlineExceededError("Timed out waiting for notification")


def remaining() -> "float | None":
    """Seconds that an op of this thread's run may still wait; None for any."""
    if _until.is_closed is not None and _until.is_closed():
        raise CancelledError("Step was cancelled by an explicit call to `Session::Close()`.")
    if _until.value is None:
        return None
    left = _until.value - time.monotonic()
    if left <= 0:
        raise expired()
    return left


@contextmanager
def deadline(milliseconds: int):
    """Ops that wait in the `with` block raise when the time is over, and so does its end.

    Raises:
      DeadlineExceededError: it took too long.
    """
    before = _until.value
    end = time.monotonic() + milliseconds / 1000
    _until.value = end if before is None else min(before, end)
    _count(1)
    try:
        yield
        remaining()
    finally:
        _count(-1)
        _until.value = before


@contextmanager
def until_closed(is_closed):
    """Ops that wait in the `with` block raise CancelledError once their session is closed."""
    before, _until.is_closed = _until.is_closed, is_closed
    _count(1)
    try:
        yield
    finally:
        _count(-1)
        _until.is_closed = before


def _count(change):
    """Programs ask `remaining` between instructions while some thread's run has a deadline."""
    global _running
    with _lock:
        _running += change
        _native.set_deadline_check(remaining if _running else None)
