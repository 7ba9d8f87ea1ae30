"""Elements that a thread makes ahead of those that take them: `Dataset.prefetch`."""

import os
import sys
import threading
import time
import weakref
from collections import deque
from typing import Any

from zeal import _native
from zeal.graph.graph import outside_graphs

_shelves: Any = weakref.WeakValueDictionary()  # by their ids
_LARGEST = 512  # elements that are made ahead where the number is left open
_CHEAP = 50e-6  # seconds; to hand over an element that takes less costs more than to make it
_GRACE = 1.0  # seconds that the end of the program waits for threads that are in the middle of one


def _started(work) -> "threading.Thread | None":
    """A thread at work; None where the process may have no more, or ends."""
    thread = threading.Thread(target=work, name="zeal-prefetch", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        return None
    return thread


class _Shelf:
    """What the thread and the taker share. It holds nothing of the taker, whose death ends both.

    The taker begins alone. Once elements take long enough to be worth it, a steady thread makes
    them; cheap ones wait until nothing is taken for a while: a thread then fills the shelf.

    Whoever makes an element has set `making`. The taker makes one itself where none is there and
    the thread is not at it: so waiting for the thread never costs more than making the element.

    Args:
      elements: an iterator; after an error it may go on.
      limit: how many elements may be ready; -1 begins with one and grows with the need.
    """

    stopped = False

    def __init__(self, elements, limit: int) -> None:
        self.elements = elements
        self.grows = limit == -1
        self.limit = 1 if self.grows else limit
        self.ready: deque = deque()  # pairs of an element and an error, one of which is None
        self.changed = threading.Condition()
        self.making = self.ended = self.was_full = False
        self.steady = self.away = False  # whether the thread stays; whether the taker does
        self.count, self.slow, self.spent = 0, 0, 0.0  # of elements that the taker made alone
        self.thread: "threading.Thread | None" = None
        _shelves[id(self)] = self

    def start(self, steady: bool) -> None:
        """Lets a thread make elements: from here on, or until all are there or the taker is.

        Where none can be had, the taker goes on alone, and may ask again.
        """
        with self.changed:
            self.steady, self.away = self.steady or steady, True
            if self.thread is None and not (self.making or self._is_done()):
                self.thread = _started(self._work)
                self.steady = self.steady and self.thread is not None

    def _is_done(self) -> bool:
        return self.ended or self.stopped or (not self.steady and len(self.ready) >= self.limit)

    def go_on_alone(self) -> None:
        """Where the other threads are gone, maybe with the lock: the taker makes its elements."""
        self.changed, self.making = threading.Condition(), False

    def stop(self, finalizes=sys.is_finalizing) -> None:  # modules may be empty by then
        """Lets the thread end after the element that it is making."""
        self.stopped = True
        if finalizes():  # nobody is there any more, and somebody may have had the lock
            return
        with self.changed:
            self.changed.notify_all()

    def take(self):
        """The next element, or None at the end."""
        if self.stopped and sys.is_finalizing():
            self.go_on_alone()
        if not self._claim():
            element, error = self._taken()
            if error is not None:
                raise error
            return element
        element, begun = None, time.perf_counter()
        try:
            element = next(self.elements, None)
            self.ended = element is None
            return element
        finally:
            self._put()
            if not (self.steady or self.ended):
                self._weigh(time.perf_counter() - begun)

    def _weigh(self, took) -> None:
        """Starts the thread where elements take long on the whole, not one of them alone.

        The first does not count: it may open files or trace functions.
        """
        self.count += 1
        if self.count == 1:
            return
        self.spent, self.slow = self.spent + took, self.slow + (took > _CHEAP)
        if self.slow > 1 and self.spent > _CHEAP * (self.count - 1):
            self.start(steady=True)

    def _claim(self) -> bool:
        """Whether the caller shall make the element itself; else it is ready, or it is the end."""
        with self.changed:
            self.away = False
            while self.making and not self.ready:
                self.changed.wait()
            if self.ready or self.ended:
                return False
            if self.grows and self.was_full and self.limit < _LARGEST:
                self.limit, self.was_full = 2 * self.limit, False
            self.making = True
            return True

    def _taken(self):
        with self.changed:
            if not self.ready:
                return None, None
            self.was_full = self.was_full or len(self.ready) >= self.limit
            self.changed.notify_all()
            return self.ready.popleft()

    def _put(self, *made) -> None:
        with self.changed:
            self.ready.extend(made)
            self.making = False
            self.changed.notify_all()

    def _work(self) -> None:
        with outside_graphs():
            while self._may_make():
                element = error = None
                try:
                    element = next(self.elements, None)
                    self.ended = element is None
                except BaseException as e:  # the taker's
                    error = e
                self._put(*([] if self.ended else [(element, error)]))
                del element, error
        self.elements = None if self.ended else self.elements

    def _may_make(self) -> bool:
        with self.changed:
            while (self.steady or self.away) and not self._is_done():
                if not self.making and len(self.ready) < self.limit:
                    self.making = True
                    return True
                self.changed.wait()
            self.thread = None
            return False


class Prefetch:
    """Steps through elements that a thread makes ahead, in their order, errors among them."""

    def __init__(self, elements, limit: int) -> None:
        self._shelf = _Shelf(elements, limit)

    def __iter__(self):
        return self

    def __next__(self):
        try:
            element = self._shelf.take()
        finally:
            _native.note_taken(_fill)
        if element is None:
            raise StopIteration
        return element

    def __del__(self):
        self._shelf.stop()


def _alive() -> list:
    return [shelf for reference in _shelves.valuerefs() if (shelf := reference()) is not None]


def _fill() -> None:
    """Nobody took anything for a while."""
    for shelf in _alive():
        shelf.start(steady=False)


def _stop_all() -> None:
    """Before the interpreter ends: threads that are left do nothing any more."""
    _Shelf.stopped, threads = True, []  # those that are still to come too
    for shelf in _alive():
        threads.append(shelf.thread)
        shelf.stop()
    until = time.monotonic() + _GRACE
    for thread in filter(None, threads):
        thread.join(max(0.0, until - time.monotonic()))


def _go_on_alone() -> None:
    """In a forked process, which has none of the threads."""
    for shelf in _alive():
        shelf.go_on_alone()


try:
    threading._register_atexit(_stop_all)  # type: ignore[attr-defined]
except RuntimeError:  # the main thread has ended; another one is the first to prefetch
    _stop_all()
os.register_at_fork(after_in_child=_go_on_alone)
