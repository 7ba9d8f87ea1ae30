"""Trackable objects: what checkpoints save, found by named edges from one object to the next."""

from contextlib import contextmanager
from typing import Any, NamedTuple

from zeal._native import Variable
from zeal.public import public


class TrackableReference(NamedTuple):
    """An edge: what an object calls another one that it depends on."""

    name: str
    ref: Any


class Noted:
    """What layers and their kin look at when it is assigned to an attribute."""


@public("contrib.checkpoint.NoDependency")
class NoDependency(Noted):
    """Wraps a value for an attribute that checkpoints shall not follow: the attribute is the value.

    Args:
      value: any object.

    Example:
      >>> layer = tf.keras.layers.Dense(1)
      >>> layer.notes = tf.contrib.checkpoint.NoDependency(["plain"])
      >>> type(layer.notes) is list
      True
    """

    def __init__(self, value):
        self.value = value


_OF_THIS_OBJECT_ALONE = frozenset(
    ("_waiting_restores", "_waiting_slots", "_restores_by_name", "_restored_by", "_given")
)


@public("contrib.checkpoint.CheckpointableBase")
class Trackable(Noted):
    """Base class of objects whose state, and that of the objects they name, checkpoints save.

    A subclass declares its edges with `_track_trackable`, or overrides `_checkpoint_dependencies`
    and `_lookup_dependency`; `tf.contrib.checkpoint.Checkpointable` finds them in its attributes.

    Example:
      >>> class Counter(tf.contrib.checkpoint.CheckpointableBase):
      ...     def __init__(self):
      ...         self.count = self._track_trackable(tf.Variable(0), "count")
      >>> [name for name, _ in Counter()._checkpoint_dependencies]
      ['count']
    """

    def _zeal_edges(self) -> "dict[str, Any]":
        """The objects that this one depends on, by name, in the order in which they came."""
        return self.__dict__.get("_declared_edges", {})

    @property
    def _checkpoint_dependencies(self) -> "list[TrackableReference]":
        """The edges, as a list of (name, ref)."""
        return [TrackableReference(*edge) for edge in self._zeal_edges().items()]

    @property
    def _unconditional_checkpoint_dependencies(self):
        """A list of the edges that were declared; one is added by its name, as below."""
        return [TrackableReference(*x) for x in self._unconditional_dependency_names.items()]

    @property
    def _unconditional_dependency_names(self):
        """The edges that were declared, by name, for code that adds to them."""
        return self.__dict__.setdefault("_declared_edges", {})

    def _lookup_dependency(self, name):
        """The object behind the edge of that name, or None."""
        return self._zeal_edges().get(name)

    def _track_trackable(self, trackable, name, overwrite=False):
        """Declares an edge.

        Args:
          trackable: a Trackable or a variable.
          name: what it is called here; it may hold "/" and ".".
          overwrite: whether an edge of that name may be replaced.

        Returns:
          `trackable`.

        Raises:
          TypeError: it is none; ValueError: the name stands for something else.
        """
        if not is_trackable(trackable):
            raise TypeError(
                f"Trackable._track_trackable() passed type {type(trackable)}, not a Trackable."
            )
        known = self._lookup_dependency(name)
        if known is not None and known is not trackable and not overwrite:
            raise ValueError(
                f"Called Trackable._track_trackable() with name='{name}', but a Trackable with "
                "this name is already declared as a dependency. Names must be unique (or "
                "overwrite=True)."
            )
        self._unconditional_dependency_names[name] = trackable
        self._handle_deferred_dependencies(name, trackable)
        return trackable

    _track_checkpointable = _track_trackable

    def _untrack(self, name):
        """Takes an edge back, if there is one."""
        self.__dict__.get("_declared_edges", {}).pop(name, None)

    def _defer(self, name, place):
        """Notes a place in a checkpoint for the object that will be called so one day."""
        waiting = self.__dict__.setdefault("_waiting_restores", {})
        waiting[name] = place.before(waiting.get(name, []))

    def _handle_deferred_dependencies(self, name, trackable):
        """Restores an object that has just got an edge, where a checkpoint holds its values."""
        waiting = self.__dict__.get("_waiting_restores")
        if waiting and name in waiting:
            # The newest checkpoint first: what it has restored, older ones leave alone.
            for place in sorted(waiting.pop(name), key=lambda p: -p.restore_uid):
                place.restore(trackable)
        for restore in self.__dict__.get("_restores_by_name", ()):
            restore(trackable)

    def _gather_saveables_for_checkpoint(self) -> "dict[str, Any]":
        """What it saves itself: by attribute, a variable, or a function `f(name)` of the key."""
        return {}

    def __getstate__(self):
        """What copies and pickles hold: not what waits for the restore of a file."""
        return {k: v for k, v in self.__dict__.items() if k not in _OF_THIS_OBJECT_ALONE}

    def _maybe_initialize_trackable(self):
        """Does nothing: edges need no initialisation. Code written for TensorFlow calls it."""

    def _no_dependency(self, value):
        """The value, for an attribute that shall be no edge."""
        return NoDependency(value)


def is_trackable(value) -> bool:
    """Whether checkpoints can save an object."""
    return isinstance(value, (Trackable, Variable))


@contextmanager
def no_automatic_dependency_tracking_scope(obj):
    """A block in which assignments to an object's attributes make no edges."""
    before = obj.__dict__.get("_setattr_tracking", True)
    obj.__dict__["_setattr_tracking"] = False
    try:
        yield
    finally:
        obj.__dict__["_setattr_tracking"] = before


def no_automatic_dependency_tracking(method):
    """Decorates a method whose assignments to attributes make no edges."""
    import functools

    @functools.wraps(method)
    def untracked(self, *args, **kwargs):
        with no_automatic_dependency_tracking_scope(self):
            return method(self, *args, **kwargs)

    return untracked
