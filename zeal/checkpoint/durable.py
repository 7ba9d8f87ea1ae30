"""Files that appear whole: written under another name, made durable, then renamed."""

import contextlib
import fcntl
import os
import threading

from zeal.local_files import call, call_open

_MARK = ".tempstate"


class TemporaryFile:
    """A file beside the one that it will become.

    The lock on it ends with the process, so what a killed one left behind is known.

    Raises:
      NotFoundError, PermissionDeniedError, FailedPreconditionError: it cannot be made.
    """

    def __init__(self, path: str):
        self.path, self.temporary = path, f"{path}{_MARK}{os.getpid()}_{id(self):x}"
        self.fd = self._locked()

    def _locked(self):
        while True:
            fd = call(os.open, self.temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
            _lock(fd)
            if os.fstat(fd).st_nlink:
                return fd
            os.close(fd)  # another writer took it for a leftover before it was locked

    def settle(self) -> None:
        """Waits until the content is on the disk."""
        call_open(os.fsync, self.temporary, self.fd)

    def close(self) -> None:
        """Ends it; what has not been renamed is removed."""
        if self.fd is None:
            return
        fd, self.fd = self.fd, None
        try:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.temporary)
        finally:
            os.close(fd)

    def become(self, path=None) -> None:
        """Renames it, and makes that durable."""
        call(os.replace, self.temporary, path or self.path)
        settle_folder(path or self.path)


def settle_folder(path) -> None:
    """Makes the names in a file's folder durable, where the file system can."""
    folder = os.path.dirname(path) or "."
    fd = call(os.open, folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(fd)
    finally:
        os.close(fd)


def paths_that_begin(start: str) -> list:
    """The files whose paths begin so, letter by letter, sorted."""
    name = os.path.basename(start)
    folder = start.removesuffix(name)  # as it is written: to be compared with other paths
    with contextlib.suppress(OSError):
        return [folder + n for n in sorted(os.listdir(folder or ".")) if n.startswith(name)]
    return []


def remove_leftovers(path: str) -> None:
    """Removes what processes that were killed left of earlier writes to a path."""
    for name in paths_that_begin(f"{path}{_MARK}"):
        with contextlib.suppress(OSError):
            fd = os.open(name, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while its writer lives
                os.unlink(name)
            finally:
                os.close(fd)


@contextlib.contextmanager
def prepared(path: str, content: bytes):
    """A TemporaryFile whose content is on the disk; a block, behind which it is gone.

    Raises:
      NotFoundError, PermissionDeniedError, FailedPreconditionError: it cannot be written.
    """
    file = TemporaryFile(path)
    try:
        append(file, 0, content)
        file.settle()
        yield file
    finally:
        file.close()


def write_whole(path: str, content: bytes) -> None:
    """Replaces a file's content: at every moment there is the old one or the new one.

    Raises:
      NotFoundError, PermissionDeniedError, FailedPreconditionError: it cannot be written.
    """
    with prepared(path, content) as file:
        file.become()


def append(file: TemporaryFile, at: int, content) -> int:
    """Writes bytes at a place; returns the place behind them."""
    view = memoryview(content)
    while view:
        done = call_open(os.pwrite, file.temporary, file.fd, view[: 1 << 26], at)
        view, at = view[done:], at + done
    return at


def _lock(fd):
    with contextlib.suppress(OSError):  # of file systems without locks
        fcntl.flock(fd, fcntl.LOCK_EX)


_held = threading.local()  # folders: those whose lock this thread has


@contextlib.contextmanager
def alone_in_folder(path):
    """A block that one process and one thread runs at a time for the files of a folder.

    A handler of a signal that comes meanwhile may run the block too.

    Args:
      path: a file in the folder.
    """
    folder = os.path.realpath(os.path.dirname(path))
    folders = vars(_held).setdefault("folders", set())
    if folder in folders:
        yield
        return
    fd = call(os.open, folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(fd)
        folders.add(folder)
        yield
    finally:
        folders.discard(folder)
        with contextlib.suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_UN)  # a process forked meanwhile has the file open too
        os.close(fd)


class Written:
    """A finished file that is to be renamed; as TemporaryFile."""

    def __init__(self, path: str):
        self.temporary = path
        self.fd = call(os.open, path, os.O_RDONLY)

    def close(self) -> None:
        """Lets go of it."""
        os.close(self.fd)

    become = TemporaryFile.become
