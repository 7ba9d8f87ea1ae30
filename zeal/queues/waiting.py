"""Threads that wait for what others do to an object that a session keeps."""

import threading
import weakref
from collections import deque
from contextlib import contextmanager, suppress
from typing import Any

from zeal import _native, errors
from zeal.graph.deadline import remaining

_alive: Any = weakref.WeakSet()


class Waited:
    """What a session keeps, and the threads that wait for it to change."""

    def __init__(self) -> None:
        self._over = False  # the session is closed
        self._changed = threading.Condition()
        self._taking: deque = deque()  # the threads that take something out, by tokens
        self._refused: set = set()  # of those that wait
        _alive.add(self)

    def cancel(self) -> None:
        """Ends all waiting: the session closes."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wake(self) -> None:
        """Lets threads that wait look whether their session is closed."""
        with self._changed:
            self._changed.notify_all()

    @contextmanager
    def _turn(self, line, what, token=None):
        token = token or object()
        with self._changed:
            line.append(token)
            try:
                self._wait(lambda: line[0] is token, token, what)
                yield token
            finally:
                line.remove(token)
                self._refused.discard(token)
                self._changed.notify_all()

    def _tries(self, count=1) -> bool:
        """Whether the run has something else to do than to wait for `count` elements, or room."""
        return _native.must_not_wait()

    def _wait(self, ready, token, what="Enqueue", tries=None) -> None:
        tries = self._tries() if tries is None else tries
        while True:
            if self._over or token in self._refused:
                raise errors.CancelledError(f"{what} operation was cancelled")
            if ready():
                return
            if tries:
                raise BlockingIOError
            self._changed.wait(remaining())


def _cancel_all():
    for waited in list(_alive):
        waited.cancel()


# Threads that are no daemons and wait for a queue would keep the program from ending.
with suppress(RuntimeError):  # the main thread has ended, and there are none so far
    threading._register_atexit(_cancel_all)
