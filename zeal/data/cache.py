"""Dataset.cache: elements kept in memory or in files once a pass has given all of them.

The files are TensorFlow's: a bundle with tensor j of element i under "i_j", both padded.
"""

import os
import time
from contextlib import suppress
from itertools import count

from zeal import _native, errors
from zeal.local_files import call
from zeal.tensor_spec import TensorSpec


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
        self._next, self._open, self._process = 0, True, os.getpid()

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
        if not self._writes():
            return
        width = len(str(max(len(tensors) - 1, 0)))
        for j, tensor in enumerate(tensors):
            self._writer.add(f"{self._next:7}_{j:{width}}", tensor)
        self._next += 1

    def finish(self) -> None:
        """Gives the files their names."""
        if self._writes():
            self._writer.finish()
            self.close()

    def close(self) -> None:
        """Lets go of the lock, and of files that are not finished."""
        if self._writes():
            self._open = False
            self._writer.close()
            with suppress(FileNotFoundError):  # whom the error named it to removed it
                os.unlink(self._lock)

    def _writes(self):
        """False behind the end, and in processes that were forked: the files are not theirs."""
        return self._open and self._process == os.getpid()


def _lock_path(prefix):
    return f"{prefix}_0.lockfile"


def _read(prefix, spec):
    """The elements in files that a pass wrote.

    Raises:
      InvalidArgumentError: they are of other dtypes or shapes than `spec` says, which may be None.
    """
    from zeal.checkpoint.bundle_reader import BundleReader

    reader = BundleReader(prefix)
    names = reader.keys()
    keys = {tuple(map(int, os.fsdecode(name).split("_"))): name for name in names}
    width = sum(1 for i, _ in keys if i == 0)
    for i in count():
        if (i, 0) not in keys:
            return
        tensors = [reader.get(keys[i, j]) for j in range(width)]
        _check(prefix, tensors, spec)
        yield tensors


def _check(prefix, tensors, spec):
    fits = spec is None or len(tensors) == len(spec.types)
    if fits and spec is not None:
        parts = zip(tensors, spec.types, spec.shapes, strict=True)
        fits = all(t.dtype == dtype and s.is_compatible_with(t.shape) for t, dtype, s in parts)
    if not fits:
        raise errors.InvalidArgumentError(
            f"the cache in '{prefix}.index' has an element of {_words(tensors)}, where the dataset "
            f"has {_words(map(TensorSpec, spec.shapes, spec.types))}: another pipeline wrote it; "
            "remove it or give this one another filename"
        )


def _words(tensors):
    return [f"{t.dtype.name} {t.shape}" for t in tensors]


def cached(node, filename, spec=None):
    """The native node of a cache; without a file's name it is in memory.

    Args:
      node: that of the elements.
      filename: the files' prefix, maybe in a tensor.
      spec: what is known of the elements.
    """
    path = filename
    if isinstance(path, _native.Tensor):
        path = path.numpy()
    path, kept = os.fsdecode(path), []

    def walk(elements):
        if path:
            from zeal.checkpoint.bundle_writer import index_path

            if os.path.exists(index_path(path)):
                return _read(path, spec)
            return _Filling(elements, _Files(path))
        return iter(kept[0]) if kept else _Filling(elements, _Memory(kept))

    return _native.dataset_generate([node], walk, _native.dataset_count(node))
