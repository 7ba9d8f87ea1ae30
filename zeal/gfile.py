"""tf.gfile: the file functions that input code of TensorFlow 1.x calls, on local files."""

import os
from collections import namedtuple

from zeal import errors
from zeal.local_files import call
from zeal.public import public, publish_module

publish_module(__name__)

_FileStatistics = namedtuple("FileStatistics", "length mtime_nsec is_directory")


@public("gfile.FastGFile", "gfile.Open")
def GFile(name, mode="r"):
    """Opens a local file.

    Args:
      name: its path.
      mode: as for Python's `open`.

    Returns:
      Python's file object.

    Raises:
      NotFoundError: there is no such file.
      PermissionDeniedError: it may not be opened so.

    Example:
      >>> with tf.gfile.Open(tf.__file__) as f:
      ...     'zeal' in f.readline()
      True
    """
    return call(open, name, mode)


Open = FastGFile = GFile


def Exists(filename):
    """Whether there is a file or directory of that name."""
    return os.path.exists(os.fspath(filename))


def IsDirectory(dirname):
    """Whether a path is a directory."""
    return os.path.isdir(os.fspath(dirname))


def MakeDirs(dirname):
    """Makes a directory and those above it; it may be there already."""
    call(os.makedirs, dirname, exist_ok=True)


def MkDir(dirname):
    """Makes one directory. Raises AlreadyExistsError if it is there, NotFoundError in none."""
    call(os.mkdir, dirname)


def ListDirectory(dirname):
    """Names in a directory. Raises NotFoundError if there is none."""
    return call(os.listdir, dirname)


def Stat(filename):
    """Length, time of the last change in nanoseconds, and whether it is a directory.

    Raises:
      NotFoundError: there is no such file.

    Example:
      >>> tf.gfile.Stat(os.path.dirname(tf.__file__)).is_directory
      True
    """
    found = call(os.stat, filename)
    return _FileStatistics(found.st_size, found.st_mtime_ns, os.path.isdir(filename))


def Walk(top, in_order=True):
    """Goes through a directory and those below it.

    Args:
      top: the directory; nothing is found if there is none.
      in_order: whether a directory comes before those in it.

    Returns:
      An iterator of (path, names of directories, names of files).

    Example:
      >>> next(tf.gfile.Walk(os.path.dirname(tf.__file__)))[0] == os.path.dirname(tf.__file__)
      True
    """
    return os.walk(top, topdown=in_order)


def Glob(filename):
    """Sorted paths that match a pattern, or one of a list of patterns."""
    import glob

    patterns = [filename] if isinstance(filename, str) else filename
    return [path for pattern in patterns for path in sorted(glob.glob(pattern))]


def Remove(filename):
    """Removes a file. Raises NotFoundError if there is none."""
    call(os.remove, filename)


def DeleteRecursively(dirname):
    """Removes a directory with all in it. Raises NotFoundError if there is none."""
    import shutil

    call(shutil.rmtree, dirname)


def _target(path, overwrite):
    if os.path.exists(path) and not overwrite:
        raise errors.AlreadyExistsError(f"{path} exists; pass overwrite=True")
    return path


def Copy(oldpath, newpath, overwrite=False):
    """Copies a file. Raises AlreadyExistsError if the new one is there and overwrite is not set."""
    import shutil

    call(shutil.copyfile, oldpath, _target(newpath, overwrite))


def Rename(oldname, newname, overwrite=False):
    """Renames a file. Raises AlreadyExistsError if the new one is there without overwrite."""
    call(os.replace, oldname, _target(newname, overwrite))
