"""Maps of several elements at the same time, for pipelines whose order is given up."""

import os
import threading
import weakref
from collections import deque
from functools import partial
from typing import Any

from zeal import _native
from zeal.errors import FailedPreconditionError
from zeal.graph.graph import outside_graphs

_open: Any = weakref.WeakSet()  # work whose threads have started


class _Work:
    """What the threads and the taker share; it holds nothing of the taker, whose death ends them.

    Args:
      elements: an iterator of lists of tensors, which one thread at a time steps through.
      function: what each element becomes.
      calls: how many elements may be under way or ready.
    """

    def __init__(self, elements, function, calls: int):
        self.elements, self.function, self.calls = elements, function, calls
        self.changed = threading.Condition()
        self.next_one = threading.Lock()
        self.ready: deque = deque()  # pairs of a result and an error
        self.busy, self.ended, self.stopped = 0, False, False

    def run(self) -> None:
        """What each thread does."""
        with outside_graphs():
            while self._begin():
                made = self._make()
                with self.changed:
                    self.busy -= 1
                    self.ready.extend(made)
                    self.changed.notify_all()
                del made

    def _begin(self):
        with self.changed:
            while self.busy + len(self.ready) >= self.calls and not (self.ended or self.stopped):
                self.changed.wait()
            if self.ended or self.stopped:
                return False
            self.busy += 1
            return True

    def _make(self):
        try:
            with self.next_one:
                tensors = None if self.ended else next(self.elements, None)
                self.ended = tensors is None
            return [] if tensors is None else [(self.function(tensors), None)]
        except BaseException as error:  # the taker's
            return [(None, error)]

    def take(self):
        """What is ready first, or None at the end."""
        with self.changed:
            while not self.ready and (self.busy or not self.ended):
                self.changed.wait()
            if not self.ready:
                return None
            result, error = self.ready.popleft()
            self.changed.notify_all()
        if error is not None:
            raise error
        return result

    def stop(self) -> None:
        """Lets each thread end after the element that it is at."""
        self.stopped = True
        with self.changed:
            self.changed.notify_all()

    def give_up(self) -> None:
        """In a forked process, which has none of the threads."""
        self.changed, self.ended, self.busy = threading.Condition(), True, 0
        error = FailedPreconditionError(
            "the process was forked while threads made this iterator's elements; make an iterator "
            "in the child"
        )
        self.ready.append((None, error))


class _Unordered:
    """Steps through results as they come."""

    def __init__(self, elements, function, calls):
        self._work = _Work(elements, function, calls)
        self._started = False

    def __iter__(self):
        return self

    def __next__(self):
        if not self._started:
            self._started = True
            _open.add(self._work)
            for _ in range(self._work.calls):
                threading.Thread(target=self._work.run, name="zeal-map", daemon=True).start()
        result = self._work.take()
        if result is None:
            raise StopIteration
        return result

    def __del__(self):
        self._work.stop()


def _give_up() -> None:
    for work in list(_open):
        work.give_up()


os.register_at_fork(after_in_child=_give_up)


def unordered(calls, node, function):
    """The native node of a map whose results come as they are made, several at the same time."""
    count = (os.cpu_count() or 1) if calls == -1 else calls
    walk = partial(_Unordered, function=function, calls=count)
    return _native.dataset_generate([node], walk, _native.dataset_count(node))
