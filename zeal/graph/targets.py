"""What sessions run on: this process alone, or as a server of it, which keeps state for many."""

import weakref
from typing import Any

from zeal import _native
from zeal.errors import NotFoundError, UnavailableError

_servers: Any = weakref.WeakValueDictionary()  # by target


class Served:
    """The state of the sessions on one server, by graph: it outlives them.

    Args:
      target: the server's name.
      config: the `tf.ConfigProto` of sessions that bring none.
    """

    def __init__(self, target, config) -> None:
        self.config = config
        self._states: Any = weakref.WeakKeyDictionary()
        _servers[target] = self

    def state_of(self, graph):
        """The state that all sessions of a graph share."""
        if graph not in self._states:
            self._states[graph] = _native.SessionState()
        return self._states[graph]

    def reset(self) -> None:
        """Forgets all state; sessions that are open keep theirs."""
        self._states.clear()


def served(target) -> "Served | None":
    """The server at a target; None for this process alone.

    Raises:
      TypeError: target is no string.
      NotFoundError: it is of no kind that there is.
      UnavailableError: no server of this process is there.
    """
    if not isinstance(target, (str, bytes)):
        raise TypeError(f"target must be a string, but got {type(target)}")
    text = target.decode() if isinstance(target, bytes) else target
    if text in ("", "local"):
        return None
    if not text.startswith("grpc://"):
        raise NotFoundError(
            f"No session factory registered for the given session options: {{target: {target!r}}}; "
            "the target must be '', or that of a tf.train.Server of this process"
        )
    if text not in _servers:
        raise UnavailableError(
            f"No tf.train.Server of this process is at {text}; there is no way to other processes"
        )
    return _servers[text]
