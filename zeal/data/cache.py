"""Dataset.cache: elements kept in memory or in files once a pass has given all of them.

The files are TensorFlow's: a bundle with tensor j of element i under "i_j", both padded.
"""

import os
import time
from itertools import count

from zeal import _native, errors
from zeal.local_files import call


class _Filling:
    """Steps through elements and keeps them; what follows an error is still there.

    Args:
      elements: an iterator of lists of tensors.
      store: has `add(tensors)`, `finish()` for when all are there, `close()` for when they are not.
    """

    def __init__(self, elements, store):
        self._elements, self._store = elements, store

    def __iter__(self):
        return self

    def __next__(self):
        tensors = next(self._elements, None)
        if tensors is None:
            self._store.finish()
            raise StopIteration
        self._store.add(tensors)
        return tensors

    def __del__(self):
        if hasattr(self, "_store"):
            self._store.close()


class _Memory:
    """What one pass has given so far."""

    def __init__(self, kept: list):
        self._kept, self._seen = kept, []

    def add(self, tensors) -> None:
        """Keeps an element."""
        self._seen.append(tensors)

    def finish(self) -> None:
        """All are there."""
        self._kept[:] = [self._seen]

    def close(self) -> None:
        """There is nothing to let go of."""


class _Files:
    """The files of one pass; until it ends they have other names.

    Args:
      prefix: the path that the files' names begin with.

    Raises:
      AlreadyExistsError: another pass is writing them.
      NotFoundError: there is no such folder.
    """

    def __init__(self, prefix: str):
        self._lock = _lock_path(prefix)
        self._take_lock(prefix)
        try:
            from zeal.checkpoint.bundle_writer import BundleWriter

            self._writer = BundleWriter(prefix)
        except BaseException:
            os.unlink(self._lock)
            raise
        self._next, self._open = 0, True

    def _take_lock(self, prefix):
        try:
            fd = call(os.open, self._lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except errors.AlreadyExistsError:
            raise errors.AlreadyExistsError(
                "There appears to be a concurrent caching iterator running - cache lockfile "
                f"already exists ('{self._lock}'). If you are sure no other running computations "
                "are using this cache prefix, delete the lockfile and re-initialize the iterator."
            ) from None
        with os.fdopen(fd, "w") as file:
            file.write(f"Created at: {int(time.time())}")

    def add(self, tensors) -> None:
        """Writes an element."""
        if not self._open:  # an error came behind the end
            return
        width = len(str(max(len(tensors) - 1, 0)))
        for j, tensor in enumerate(tensors):
            self._writer.add(f"{self._next:7}_{j:{width}}", tensor)
        self._next += 1

    def finish(self) -> None:
        """Gives the files their names."""
        if self._open:
            self._writer.finish()
            self.close()

    def close(self) -> None:
        """Lets go of the lock, and of files that are not finished."""
        if self._open:
            self._open = False
            self._writer.close()
            os.unlink(self._lock)


def _lock_path(prefix):
    return f"{prefix}_0.lockfile"


def _read(prefix):
    """The elements in files that a pass wrote."""
    from zeal.checkpoint.bundle_reader import BundleReader

    reader = BundleReader(prefix)
    names = reader.keys()
    keys = {tuple(map(int, os.fsdecode(name).split("_"))): name for name in names}
    width = sum(1 for i, _ in keys if i == 0)
    for i in count():
        if (i, 0) not in keys:
            return
        yield [reader.get(keys[i, j]) for j in range(width)]


def cached(node, filename):
    """The native node of a cache; without a file's name it is in memory."""
    path = filename
    if isinstance(path, _native.Tensor):
        path = path.numpy()
    path, kept = os.fsdecode(path), []

    def walk(elements):
        if path:
            from zeal.checkpoint.bundle_writer import index_path

            if os.path.exists(index_path(path)):
                return _read(path)
            return _Filling(elements, _Files(path))
        return iter(kept[0]) if kept else _Filling(elements, _Memory(kept))

    return _native.dataset_generate([node], walk, _native.dataset_count(node))
