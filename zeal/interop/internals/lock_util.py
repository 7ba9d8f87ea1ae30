"""tensorflow.python.util.lock_util: locks that several threads of a group may hold."""

from contextlib import contextmanager
from threading import Condition

__all__ = ["GroupLock"]


class GroupLock:
    """A lock that members of one group at a time hold together.

    Raises:
      ValueError: there is no group.
    """

    def __init__(self, num_groups=2):
        if num_groups < 1:
            raise ValueError(f"num_groups must be a positive integer, got {num_groups}")
        self._changed, self._group_member_counts = Condition(), [0] * num_groups

    @contextmanager
    def group(self, group_id):
        """The `with` block holds it as a member of that group."""
        self.acquire(group_id)
        try:
            yield
        finally:
            self.release(group_id)

    def acquire(self, group_id):
        """Waits until no other group holds it, and joins."""
        self._check(group_id)
        with self._changed:
            members = self._group_member_counts
            self._changed.wait_for(lambda: sum(members) == members[group_id])
            members[group_id] += 1

    def release(self, group_id):
        """Leaves."""
        self._check(group_id)
        with self._changed:
            self._group_member_counts[group_id] -= 1
            self._changed.notify_all()

    def _check(self, group_id):
        count = len(self._group_member_counts)
        if not 0 <= group_id < count:
            raise ValueError(f"group_id={group_id} should be between 0 and num_groups={count}")
