"""Lines of text files, and names of files."""

import glob
import gzip
import io
import os
import zlib

from zeal import _native, errors
from zeal.data.dataset import Dataset
from zeal.data.pending import step
from zeal.data.records import paths_of
from zeal.data.structure import Spec
from zeal.dtypes import string
from zeal.local_files import call
from zeal.public import public
from zeal.tensor_shape import TensorShape


def matching_files(pattern) -> list:
    """The sorted names of files that match one of the patterns, as bytes.

    Raises:
      InvalidArgumentError: there is none.
    """
    names = names_of(pattern)
    if not names:
        patterns = ", ".join(paths_of(pattern))
        raise errors.InvalidArgumentError(f"No files matched pattern: {patterns}")
    return names


def names_of(pattern) -> list:
    """The same, none where nothing matches."""
    return sorted({os.fsencode(name) for p in paths_of(pattern) for name in glob.glob(p)})


def _open(path, compression):
    if compression == "GZIP":
        return gzip.open(path)
    if compression == "ZLIB":
        with open(path, "rb") as file:
            return io.BytesIO(zlib.decompress(file.read()))
    return open(path, "rb")


def _path_of(parts) -> str:
    """The path that an element of a dataset of paths is."""
    if len(parts) != 1 or parts[0].dtype != string or parts[0].shape.ndims:
        raise TypeError(
            "`filenames` must be a `tf.data.Dataset` of scalar `tf.string` elements, got "
            + ", ".join(f"{part.dtype.name} of shape {part.shape}" for part in parts)
        )
    return os.fsdecode(parts[0].numpy())


def lines(path, compression=None):
    """The lines of a text file, without their ends, as bytes."""
    try:
        with call(_open, path, compression) as file:
            for line in file:
                line = line[:-1] if line.endswith(b"\n") else line
                yield line[:-1] if line.endswith(b"\r") else line
    except (EOFError, zlib.error, gzip.BadGzipFile) as e:
        text = f"{path} is no whole {compression} file: {e}"
        raise errors.DataLossError(text) from None


_LINE = Spec(None, [string], [TensorShape([])])


def _names(filenames):
    names = [os.fsencode(path) for path in paths_of(filenames)]
    return _native.dataset_slices([_native.convert(names, string)])


@public("data.TextLineDataset")
class TextLineDataset(Dataset):
    """The lines of text files, without their ends, as scalar strings.

    Args:
      filenames: a path, a list of them, or a Dataset of them.
      compression_type: None, "", "GZIP" or "ZLIB".
      buffer_size: accepted for compatibility.
      num_parallel_reads: accepted for compatibility.

    Raises:
      ValueError: another compression_type.
      TypeError: while iterating: a Dataset of anything but paths.
      NotFoundError: while iterating: there is no such file.
      FailedPreconditionError: while iterating: it is a directory.
      DataLossError: while iterating: the compressed data is damaged.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w") as f:
      ...     _ = f.write("one\\ntwo")
      ...     f.flush()
      ...     lines = [line.numpy() for line in tf.data.TextLineDataset(f.name)]
      >>> lines
      [b'one', b'two']
    """

    def __init__(
        self, filenames, compression_type=None, buffer_size=None, num_parallel_reads=None
    ) -> None:
        if compression_type not in (None, "", "GZIP", "ZLIB"):
            raise ValueError(
                f'compression_type must be "", "GZIP" or "ZLIB", got {compression_type!r}'
            )
        if not isinstance(filenames, Dataset):
            filenames = Dataset._of(step(_names, (), [filenames]), _LINE)

        def walk(names):
            for parts in names:
                for line in lines(_path_of(parts), compression_type):
                    yield [_native.convert(line, string)]

        node = step(lambda names: _native.dataset_generate([names], walk), [filenames._node])
        super().__init__(node, _LINE)
