"""Lines of text files, and names of files."""

import os

from zeal import _native, errors
from zeal.data.dataset import Dataset
from zeal.data.nested import flat_mapped
from zeal.data.pending import as_tensor, dataset_op, step
from zeal.data.structure import Spec
from zeal.dtypes import string
from zeal.local_files import matching
from zeal.public import public
from zeal.records.compressed import open_bytes
from zeal.tensor_shape import TensorShape

STRING = Spec(None, [string], [TensorShape([])])


def buffer_of(size):
    """What TensorFlow reads at once: size, which a run may tell."""
    return 256 * 1024 if size is None else size


def paths_of(filenames) -> list:
    """Paths as a list of str, from one, a list or a tensor of them."""
    names = as_tensor(filenames, string).numpy()
    return [os.fsdecode(name) for name in ([names] if isinstance(names, bytes) else names.ravel())]


def text_of(value) -> str:
    """A str of one, or of a scalar tensor."""
    return value if isinstance(value, str) else os.fsdecode(value.numpy())


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
    return sorted({os.fsencode(name) for p in paths_of(pattern) for name in matching(p)})


def matching_files_dataset(patterns) -> Dataset:
    """The names of files that match patterns, sorted, as a Dataset of scalar strings.

    Args:
      patterns: one, a list or a tensor of them.

    Raises:
      NotFoundError: while iterating: there is none.
    """

    def make(patterns):
        def walk():
            names = names_of(patterns)
            if not names:
                raise errors.NotFoundError(
                    f"No files matched pattern: {', '.join(paths_of(patterns))}"
                )
            return ([as_tensor(name, string)] for name in names)

        return _native.dataset_generate((), walk)

    return Dataset._of(step(make, (), [as_tensor(patterns, string)]), STRING)


def _path_of(parts):
    """The tensor of a path that an element of a dataset of paths is."""
    if len(parts) != 1 or parts[0].dtype != string or parts[0].shape.ndims:
        raise TypeError(
            "`filenames` must be a `tf.data.Dataset` of scalar `tf.string` elements, got "
            + ", ".join(f"{part.dtype.name} of shape {part.shape}" for part in parts)
        )
    return parts[0]


def lines(path, compression=None):
    """The lines of a text file, without their ends, as bytes."""
    with open_bytes(path, compression or "") as file:
        for line in file:
            line = line[:-1] if line.endswith(b"\n") else line
            yield line[:-1] if line.endswith(b"\r") else line


def path_nodes(filenames):
    """The native node of paths, from one, a list or a tensor of them."""
    names = [os.fsencode(path) for path in paths_of(filenames)]
    return _native.dataset_slices([as_tensor(names, string)])


def names_dataset(filenames) -> Dataset:
    """A Dataset of paths: the one that is given, or one of a path, a list or a tensor of them.

    Raises:
      TypeError: it is known already that a given Dataset has other elements.
    """
    if not isinstance(filenames, Dataset) and not _native.executing_eagerly():
        names = _native.api.reshape(as_tensor(filenames, string), [-1], "flat_filenames")
        return Dataset.from_tensor_slices(names)
    if not isinstance(filenames, Dataset):
        return Dataset._of(path_nodes(filenames), STRING)
    spec = filenames._spec_at_rest
    if spec is not None and (len(spec.types) != 1 or spec.types[0] != string):
        raise TypeError("`filenames` must be a `tf.data.Dataset` of `tf.string` elements.")
    if spec is not None and spec.shapes[0].ndims:
        raise TypeError("`filenames` must be a `tf.data.Dataset` of scalar `tf.string` elements.")
    return filenames


def files_node(make, filenames, *others):
    """What `make(files' names, *others)` makes, one file after the other.

    The names are in a tensor, or a Dataset.
    """
    if _native.executing_eagerly() and not isinstance(filenames, Dataset):
        return make(filenames, *others)

    def one(parts):
        return Dataset._of(step(make, (), (_path_of(parts), *others)), STRING)

    return names_dataset(filenames)._flat(one, flat_mapped)._node


@dataset_op("TextLineDataset")
def _lines_of(filenames, compression, buffer_size):
    paths, compression = paths_of(filenames), text_of(compression)

    def walk():
        return ([as_tensor(x, string)] for path in paths for x in lines(path, compression))

    return _native.dataset_generate((), walk)


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
      TypeError: a Dataset of anything but paths.
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
        others = compression_type or "", buffer_of(buffer_size)
        super().__init__(files_node(_lines_of, filenames, *others), STRING)
