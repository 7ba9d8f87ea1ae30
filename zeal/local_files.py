"""Functions of the os on local files, with TensorFlow's errors."""

import errno
import os

from zeal import errors

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # no room: on the disk, or for this user
_KINDS = {
    FileNotFoundError: errors.NotFoundError,
    FileExistsError: errors.AlreadyExistsError,
    PermissionError: errors.PermissionDeniedError,
}


def call(function, path, *args, **kwargs):
    """Calls a function of the os for a path; its errors become TensorFlow's.

    To the os an integer would be an open file, which is closed in the end, and None the directory.
    """
    try:
        return function(os.fspath(path), *args, **kwargs)
    except OSError as e:
        name = os.fsdecode(path if e.filename is None else e.filename)
        raise _kind(e)(f"{name}; {e.strerror or e}") from None


def make_folders(path):
    """Makes a folder with those around it, where they are missing; "" is the one that is open."""
    call(os.makedirs, path or os.curdir, exist_ok=True)


def matching(pattern) -> list:
    """The sorted paths that match a pattern with `*`, `?` and `[...]`.

    Raises:
      NotFoundError: the folder before the first of these is missing; FailedPreconditionError: it
        is a file.
    """
    import glob

    folder = os.path.dirname(glob.magic_check.split(pattern)[0])
    if folder and not os.path.isdir(folder):
        call(os.listdir, folder)
    return sorted(glob.glob(pattern, include_hidden=True))


def call_open(function, path, *args):
    """Calls a function of an open file; errors name its path."""
    return call(lambda _: function(*args), path)


def write(path, mode, content):
    """Writes content to a file in a mode; a full disk may be noticed as late as it is closed."""

    def all_of(path):
        with open(path, mode) as file:
            file.write(content)

    call(all_of, path)


def lines_of(path):
    """The lines of a file, as bytes without their ends: "\\n" or "\\r\\n", and no others.

    Raises:
      NotFoundError: there is no such file; FailedPreconditionError: it is a folder.
    """
    with call(open, path, "rb") as file:
        lines = file.read().split(b"\n")
    if not lines[-1]:
        del lines[-1]
    return [line.removesuffix(b"\r") for line in lines]


def _kind(error):
    for kind, ours in _KINDS.items():
        if isinstance(error, kind):
            return ours
    return errors.ResourceExhaustedError if error.errno in _FULL else errors.FailedPreconditionError
