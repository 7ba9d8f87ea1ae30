"""tf.gfile: files and folders, on local disks."""

import os
from collections import namedtuple

from zeal import errors
from zeal.local_files import call, call_open, matching
from zeal.public import public, publish, publish_module

publish_module(__name__)

_FileStatistics = namedtuple("FileStatistics", "length mtime_nsec is_directory")
_MODES = ("r", "w", "a", "r+", "w+", "a+")


@public("gfile.FastGFile", "gfile.Open", "io.gfile.GFile")
class GFile:
    """A local file, which is opened when it is first read or written.

    As in TensorFlow, what reads and what writes are two streams: reading starts at the file's
    beginning, whatever was written, and `seek` is of reading. The first write of "w", "w+" and "r+"
    empties the file.

    Args:
      name: its path.
      mode: "r", "w", "a", "r+", "w+" or "a+", with "b" where bytes are read.

    Raises:
      InvalidArgumentError: there is no such mode.

    Example:
      >>> with tf.gfile.Open(tf.__file__) as f:
      ...     'zeal' in f.readline()
      True
    """

    def __init__(self, name, mode="r"):
        self._name, self._mode = os.fspath(name), mode
        self._binary = "b" in mode
        self._plain = mode.replace("b", "")
        if self._plain not in _MODES:
            raise errors.InvalidArgumentError(
                f"mode is not 'r' or 'w' or 'a' or 'r+' or 'w+' or 'a+': it is {mode!r}"
            )
        self._reader = self._writer = None

    @property
    def name(self):
        """The path."""
        return self._name

    @property
    def mode(self):
        """The mode."""
        return self._mode

    def _reading(self):
        if self._plain in ("w", "a"):
            raise errors.PermissionDeniedError("File isn't open for reading")
        if self._reader is None:
            self._reader = call(open, self._name, "rb")
        return self._reader

    def _writing(self):
        if self._plain == "r":
            raise errors.PermissionDeniedError("File isn't open for writing")
        if self._writer is None:
            self._writer = call(open, self._name, "ab" if "a" in self._plain else "wb")
        return self._writer

    def _given(self, content):
        return content if self._binary else content.decode()

    # --- reading ---
    def read(self, n=-1):
        """The next n bytes, as bytes or text; all that is left by default.

        Raises:
          NotFoundError: there is no such file; PermissionDeniedError: the mode does not read.
        """
        return self._given(self._reading().read(n))

    def readline(self):
        """The next line with its end; empty at the end of the file."""
        return self._given(self._reading().readline())

    def readlines(self):
        """All lines that are left."""
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def next(self):
        """The next line; StopIteration at the end."""
        return next(self)

    # --- writing ---
    def write(self, file_content):
        """Writes text, or bytes.

        Raises:
          PermissionDeniedError: the mode does not write; NotFoundError: there is no such folder.
          TypeError: it is neither text nor bytes.
        """
        if isinstance(file_content, str):
            file_content = file_content.encode()
        if not isinstance(file_content, (bytes, bytearray, memoryview)):
            raise TypeError(f"Expected binary or unicode string, got {file_content!r}")
        self._on_disk(self._writing().write, file_content)

    def flush(self):
        """Hands what was written to the operating system."""
        if self._writer is not None:
            self._on_disk(self._writer.flush)

    def _on_disk(self, act, *args):
        call_open(act, self._name, *args)

    # --- where in the file ---
    def seek(self, offset=None, whence=0, position=None):
        """Goes to another place, from which is read next.

        Args:
          offset: in bytes: from the start (whence 0), from here (1), or from the end (2).
          whence: 0, 1 or 2.
          position: deprecated alias of offset.

        Raises:
          TypeError: offset is missing, or given twice.
          PermissionDeniedError: the mode does not read.
          InvalidArgumentError: whence is another number, or the place lies before the file.
          OutOfRangeError: the place lies behind the file's end.
        """
        if (offset is None) == (position is None):
            raise TypeError("seek(): offset argument required, and not position, too")
        offset = position if offset is None else offset
        if whence not in (0, 1, 2):
            raise errors.InvalidArgumentError(
                f"Invalid whence argument: {whence}. Valid values are 0, 1, or 2."
            )
        file = self._reading()
        place = int(offset) + (0, file.tell(), self.size())[whence]
        if place < 0:
            raise errors.InvalidArgumentError(f"Seeking to a negative position: {place}")
        if place > self.size():
            raise errors.OutOfRangeError("reached end of file")
        self._on_disk(file.seek, place)

    def tell(self):
        """Where the next byte is read; written, if the mode only writes."""
        return (self._writing() if self._plain in ("w", "a") else self._reading()).tell()

    def size(self):
        """The file's length in bytes. Raises NotFoundError if there is none."""
        self.flush()
        return Stat(self._name).length

    def seekable(self):
        """Whether `seek` works: it does."""
        return True

    # --- the end ---
    def close(self):
        """Closes the file; what is read or written afterwards opens it anew."""
        files, self._reader, self._writer = (self._reader, self._writer), None, None
        for file in files:
            if file is not None:
                self._on_disk(file.close)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def __del__(self):
        for file in (getattr(self, "_reader", None), getattr(self, "_writer", None)):
            if file is not None:
                file.close()


Open = FastGFile = GFile


def Exists(filename):
    """Whether there is a file or directory of that name.

    Args:
      filename: a path.

    Returns:
      A bool.

    Example:
      >>> tf.gfile.Exists(tf.__file__)
      True
    """
    return os.path.exists(os.fspath(filename))


def IsDirectory(dirname):
    """Whether a path is a directory.

    Args:
      dirname: a path.

    Returns:
      A bool.

    Example:
      >>> tf.gfile.IsDirectory(tf.__file__)
      False
    """
    return os.path.isdir(os.fspath(dirname))


def MakeDirs(dirname):
    """Makes a directory and those above it; it may be there already.

    Args:
      dirname: a path.

    Example:
      >>> import tempfile
      >>> tf.gfile.MakeDirs(os.path.join(tempfile.mkdtemp(), "a", "b"))
    """
    call(os.makedirs, dirname, exist_ok=True)


def MkDir(dirname):
    """Makes one directory; it may be there already. Raises NotFoundError if it would be in none.

    Args:
      dirname: a path.

    Example:
      >>> import tempfile
      >>> tf.gfile.MkDir(os.path.join(tempfile.mkdtemp(), "a"))
    """
    if not IsDirectory(dirname):
        call(os.mkdir, dirname)


def ListDirectory(dirname):
    """Names in a directory. Raises NotFoundError if there is none.

    Args:
      dirname: a path.

    Returns:
      A list of names without their folder.

    Example:
      >>> "gfile.py" in tf.gfile.ListDirectory(os.path.dirname(tf.__file__))
      True
    """
    if not IsDirectory(dirname):
        raise errors.NotFoundError(f"Could not find directory {os.fspath(dirname)}")
    return call(os.listdir, dirname)


def Stat(filename):
    """Length, time of the last change in nanoseconds, and whether it is a directory.

    Args:
      filename: a path.

    Returns:
      An object with `length` (bytes), `mtime_nsec` and `is_directory`.

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
    return os.walk(os.fspath(top), topdown=in_order)


def _walk_v2(top, topdown=True, onerror=None):
    """Goes through a directory and those below it.

    Args:
      top: the directory; nothing is found if there is none.
      topdown: whether a directory comes before those in it.
      onerror: called with the error where a directory cannot be read.

    Returns:
      An iterator of (path, names of directories, names of files).

    Example:
      >>> next(tf.io.gfile.walk(os.path.dirname(tf.__file__)))[0] == os.path.dirname(tf.__file__)
      True
    """
    if onerror is not None and not IsDirectory(top):
        onerror(errors.NotFoundError(f"Could not find directory {os.fspath(top)}"))
    return os.walk(os.fspath(top), topdown=topdown)


publish(__name__, "_walk_v2", "io.gfile.walk")


def Glob(filename):
    """Sorted paths that match a pattern, or one of a list of patterns.

    Args:
      filename: a pattern with `*`, `?` and `[...]`, or a list of patterns.

    Returns:
      A list of paths.

    Raises:
      NotFoundError: a folder that a pattern names as it is does not exist.

    Example:
      >>> len(tf.gfile.Glob(os.path.join(os.path.dirname(tf.__file__), "gfi*.py")))
      1
    """
    patterns = [filename] if isinstance(filename, (str, bytes, os.PathLike)) else filename
    return [path for pattern in patterns for path in matching(os.fsdecode(pattern))]


def Remove(filename):
    """Removes a file. Raises NotFoundError if there is none.

    Args:
      filename: a path.

    Example:
      >>> import tempfile
      >>> tf.gfile.Remove(tempfile.mkstemp()[1])
    """
    call(os.remove, filename)


def DeleteRecursively(dirname):
    """Removes a directory with all in it. Raises NotFoundError if there is none.

    Args:
      dirname: a path.

    Example:
      >>> import tempfile
      >>> tf.gfile.DeleteRecursively(tempfile.mkdtemp())
    """
    import shutil

    call(shutil.rmtree, dirname)


def _target(path, overwrite):
    path = os.fspath(path)
    if os.path.exists(path) and not overwrite:
        raise errors.AlreadyExistsError(f"file already exists: {path}; pass overwrite=True")
    return path


def Copy(oldpath, newpath, overwrite=False):
    """Copies a file. Raises AlreadyExistsError if the new one is there and overwrite is not set.

    Args:
      oldpath: the path of the file.
      newpath: the path of the copy.
      overwrite: whether a file that is there already is replaced.

    Example:
      >>> import tempfile
      >>> tf.gfile.Copy(tf.__file__, tempfile.mkstemp()[1], overwrite=True)
    """
    import shutil

    call(shutil.copyfile, oldpath, _target(newpath, overwrite))


def Rename(oldname, newname, overwrite=False):
    """Renames a file. Raises AlreadyExistsError if the new one is there without overwrite.

    Args:
      oldname: the path of the file or directory.
      newname: its new path.
      overwrite: whether a file that is there already is replaced.

    Example:
      >>> import tempfile
      >>> tf.gfile.Rename(tempfile.mkstemp()[1], os.path.join(tempfile.mkdtemp(), "a"))
    """
    call(os.replace, oldname, _target(newname, overwrite))


def _copy_v2(src, dst, overwrite=False):
    """Copies a file; see `tf.gfile.Copy`.

    Args:
      src: the path of the file.
      dst: the path of the copy.
      overwrite: whether a file that is there already is replaced.
    """
    Copy(src, dst, overwrite)


def _rename_v2(src, dst, overwrite=False):
    """Renames a file; see `tf.gfile.Rename`.

    Args:
      src: the path of the file or directory.
      dst: its new path.
      overwrite: whether a file that is there already is replaced.
    """
    Rename(src, dst, overwrite)


publish(__name__, "_copy_v2", "io.gfile.copy")
publish(__name__, "_rename_v2", "io.gfile.rename")


def _glob_v2(pattern):
    """Sorted paths that match a pattern, or one of a list of patterns; see `tf.gfile.Glob`.

    Args:
      pattern: a pattern with `*`, `?` and `[...]`, or a list of patterns.

    Returns:
      A list of paths.
    """
    return Glob(pattern)


publish(__name__, "_glob_v2", "io.gfile.glob")


def _by_path(function, name):
    """Publishes the form of tf.io.gfile: the same, whose argument is called path."""

    def by_path(path):
        return function(path)

    by_path.__name__, by_path.__qualname__ = name, f"_{name}_v2"
    by_path.__doc__ = function.__doc__.replace("filename:", "path:").replace("dirname:", "path:")
    publish(__name__, by_path.__qualname__, f"io.gfile.{name}")
    return by_path


_exists_v2 = _by_path(Exists, "exists")
_isdir_v2 = _by_path(IsDirectory, "isdir")
_listdir_v2 = _by_path(ListDirectory, "listdir")
_makedirs_v2 = _by_path(MakeDirs, "makedirs")
_mkdir_v2 = _by_path(MkDir, "mkdir")
_remove_v2 = _by_path(Remove, "remove")
_rmtree_v2 = _by_path(DeleteRecursively, "rmtree")
_stat_v2 = _by_path(Stat, "stat")
