"""The traces of a function by the kind of arguments that each is for."""

import collections
import contextlib
import functools
import weakref

MOST = 128  # a trace of a few ops takes 10 KB; more than native code looks through


class KeptTraces:
    """Traces by their keys: those used last, as long as the objects live that they are for.

    Args:
      dropped: a method of the function that is told of each trace that goes; the function itself
        is not held.
      is_used: one that tells whether native code was asked for a trace lately, which this does
        not see.
    """

    def __init__(self, dropped, is_used):
        self.made = 0  # also those that are gone
        self._dropped, self._is_used = weakref.WeakMethod(dropped), weakref.WeakMethod(is_used)
        self._found = collections.OrderedDict()  # the last one used is the last one

    def __len__(self):
        return len(self._found)

    def get(self, key):
        """The trace of a key, or None."""
        entry = self._found.get(key)
        if entry is None:
            return None
        with contextlib.suppress(KeyError):  # another thread dropped it
            self._found.move_to_end(key)
        return entry[0]

    def all(self):
        """The traces, in the order in which they were made or used last."""
        return [trace for trace, _ in self._found.values()]

    def by_key(self):
        """A dict of the traces."""
        return {key: trace for key, (trace, _) in list(self._found.items())}

    def add(self, key, trace, objects):
        """Keeps a trace, and drops the one not used for longest where there are too many.

        Args:
          key: what it is found by.
          trace: the trace.
          objects: those by whose identity the key knows them. When one dies, so does the trace,
            which no call can ask for any more; what cannot be referred to weakly is held.
        """
        if len(self._found) >= MOST:
            self.drop(self._idlest())
        held = [_weak(o, functools.partial(_drop, weakref.ref(self), key)) for o in objects]
        self._found[key] = (trace, held)
        self.made += 1

    def _idlest(self):
        """The key of the trace that was not used for longest."""
        is_used, keys = self._is_used(), list(self._found)
        idle = (key for key in keys if is_used is None or not is_used(self._found[key][0]))
        return next(idle, keys[0])

    def drop(self, key):
        """Lets go of a trace."""
        entry, dropped = self._found.pop(key, None), self._dropped()
        if entry is not None and dropped is not None:
            dropped(entry[0])


def _weak(value, callback):
    try:
        return weakref.ref(value, callback)
    except TypeError:
        return value


def _drop(traces, key, _):
    if (kept := traces()) is not None:
        kept.drop(key)
