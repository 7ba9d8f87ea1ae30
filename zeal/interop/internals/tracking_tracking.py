"""tensorflow.python.training.tracking.tracking, beside what is public."""

import contextlib
import functools
import weakref

from zeal.checkpoint.asset import Asset  # noqa: F401
from zeal.state.trackable import Trackable


def cached_per_instance(f):
    """A decorator of a method without arguments, whose value is kept while its object lives."""
    known = weakref.WeakKeyDictionary()

    @functools.wraps(f)
    def cached(self):
        found = known.get(self, known)
        if found is known:
            found = known[self] = f(self)
        return found

    return cached


class NotTrackable:
    """Marks classes of objects that checkpoints do not keep."""


class ResourceTracker:
    """Keeps the resources that are made inside `resource_tracker_scope`."""

    def __init__(self):
        self.resources = []


_trackers: list = []  # in force, innermost last


@contextlib.contextmanager
def resource_tracker_scope(resource_tracker):
    """A block whose resources a tracker, and those around it, keep."""
    _trackers.append(resource_tracker)
    try:
        yield
    finally:
        _trackers.remove(resource_tracker)


class TrackableResource(Trackable):
    """An object with a handle, which `_create_resource()` makes at its first use."""

    def __init__(self):
        self._zeal_handle = None
        for tracker in _trackers:
            tracker.resources.append(self)

    def _create_resource(self):
        raise NotImplementedError("TrackableResource._create_resource not implemented.")

    @property
    def resource_handle(self):
        """The handle."""
        if self._zeal_handle is None:
            self._zeal_handle = self._create_resource()
        return self._zeal_handle
