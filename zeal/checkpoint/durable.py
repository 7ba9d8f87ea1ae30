"""Files that appear whole: written under another name, made durable, then renamed."""

import contextlib
import fcntl
import glob
import os

from zeal.local_files import call, call_open

_MARK = ".tempstate"


class TemporaryFile:
    """A file beside the one that it will become.

    The lock on it ends with the process, so what a killed one left behind is known.

    Args:
      path: what it will become.

    Raises:
      NotFoundError, PermissionDeniedError, FailedPreconditionError: it cannot be made.
    """

    def __init__(self, path: str):
        self.path, self.temporary = path, f"{path}{_MARK}{os.getpid()}_{id(self):x}"
        self.fd = call(os.open, self.temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
        with contextlib.suppress(OSError):  # of file systems without locks
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

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


def remove_leftovers(path: str) -> None:
    """Removes what processes that were killed left of earlier writes to a path."""
    for name in glob.glob(f"{glob.escape(path)}{_MARK}*"):
        with contextlib.suppress(OSError):
            fd = os.open(name, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while its writer lives
                os.unlink(name)
            finally:
                os.close(fd)


def write_whole(path: str, content: bytes) -> None:
    """Replaces a file's content: at every moment there is the old one or the new one.

    Args:
      path: the file.
      content: bytes.

    Raises:
      NotFoundError, PermissionDeniedError, FailedPreconditionError: it cannot be written.
    """
    file = TemporaryFile(path)
    try:
        append(file, 0, content)
        file.settle()
        file.become()
    finally:
        file.close()


def append(file: TemporaryFile, at: int, content) -> int:
    """Writes bytes at a place; returns the place behind them."""
    view = memoryview(content)
    while view:
        done = call_open(os.pwrite, file.temporary, file.fd, view[: 1 << 26], at)
        view, at = view[done:], at + done
    return at


class Written:
    """A finished file that is to be renamed; as TemporaryFile.

    Args:
      path: the file.
    """

    def __init__(self, path: str):
        self.temporary = path
        self.fd = call(os.open, path, os.O_RDONLY)

    def close(self) -> None:
        """Lets go of it."""
        os.close(self.fd)

    become = TemporaryFile.become
