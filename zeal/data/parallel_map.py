"""Maps of several elements at the same time, for pipelines whose order is given up."""

import os
import threading
import weakref
from collections import deque
from functools import partial
from typing import Any

from zeal import _native
from zeal.data.arguments import processors
from zeal.errors import FailedPreconditionError
from zeal.graph.graph import outside_graphs

_open: Any = weakref.WeakSet()  # work whose threads have started
_MOST = 512  # threads of one map


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

    def begin(self):
        """Whether there is an element to be made now; None where there is something to wait for."""
        with self.changed:
            if self.ended or self.stopped:
                return False
            if self.busy + len(self.ready) >= self.calls:
                return None
            self.busy += 1
            return True

    def make(self) -> None:
        """Makes the element that has begun."""
        made = self._made()
        with self.changed:
            self.busy -= 1
            self.ready.extend(made)
            self.changed.notify_all()

    def _made(self):
        try:
            with self.next_one:
                tensors = None if self.ended else next(self.elements, None)
                self.ended = tensors is None
            if tensors is None:
                return []
            return [(self.elements._part_of(self.function, tensors), None)]
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


def _run(found, changed) -> None:
    """What each thread does; while it waits it holds neither function nor elements.

    Args:
      found: a weak reference to the work.
      changed: the work's condition.
    """
    with outside_graphs():
        while True:
            with changed:
                work = found()
                begun = work is not None and work.begin()
                if begun is None:
                    del work
                    changed.wait()
                    continue
            if not begun:
                return
            work.make()
            del work


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
                threading.Thread(
                    target=_run, args=(weakref.ref(self._work), self._work.changed),
                    name="zeal-map", daemon=True,
                ).start()  # fmt: skip
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
    count = processors() if calls == -1 else min(calls, _MOST)
    walk = partial(_Unordered, function=function, calls=count)
    return _native.dataset_generate([node], walk, _native.dataset_count(node))
