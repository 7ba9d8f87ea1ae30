"""Functions of the os on local files, with TensorFlow's errors."""

import errno
import os

from zeal import errors

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # no room: on the disk, or for this user


def call(function, path, *args, **kwargs):
    """Calls a function of the os for a path; its errors become TensorFlow's.

    To the os an integer would be an open file, which is closed in the end, and None the directory.
    """
    try:
        return function(os.fspath(path), *args, **kwargs)
    except FileNotFoundError as e:
        raise errors.NotFoundError(f"{e.filename}; {e.strerror}") from None
    except FileExistsError as e:
        raise errors.AlreadyExistsError(f"{e.filename}; {e.strerror}") from None
    except PermissionError as e:
        raise errors.PermissionDeniedError(f"{e.filename}; {e.strerror}") from None
    except OSError as e:
        if e.errno in _FULL:
            raise errors.ResourceExhaustedError(f"{e.filename}; {e.strerror}") from None
        raise errors.FailedPreconditionError(f"{e.filename}; {e.strerror}") from None
