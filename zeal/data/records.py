"""tf.data.FixedLengthRecordDataset: records of one length from binary files."""

from io import SEEK_END, BytesIO

from zeal import _native, errors
from zeal.data.arguments import integer
from zeal.data.dataset import Dataset
from zeal.data.pending import as_tensor, dataset_op
from zeal.data.text import STRING, buffer_of, files_node, paths_of, text_of
from zeal.dtypes import string
from zeal.public import public
from zeal.records.compressed import open_bytes


def _records(path: str, compression: str, length: int, header: int, footer: int):
    with open_bytes(path, compression) as file:
        file = BytesIO(file.read()) if compression else file
        size = file.seek(0, SEEK_END) - header - footer
        _check_size(size, path, length, header, footer)
        file.seek(header)
        for _ in range(size // length):
            yield [as_tensor(file.read(length), string)]


def _check_size(size, path, length, header, footer):
    if size < 0:
        raise errors.InvalidArgumentError(
            f"[FixedLengthRecordDataset] {path} has {size + header + footer} bytes, fewer than a "
            f"header of {header} and a footer of {footer}"
        )
    if size % length:
        raise errors.InvalidArgumentError(
            f"[FixedLengthRecordDataset] Excluding the header ({header} bytes) and footer "
            f'({footer} bytes), input file "{path}" has body length {size} bytes, which is not an '
            f"exact multiple of the record length ({length} bytes)."
        )


@public("data.FixedLengthRecordDataset")
class FixedLengthRecordDataset(Dataset):
    """The records of binary files, as scalar strings; `tf.decode_raw` makes numbers of them.

    Args:
      filenames: a path or a list of them.
      record_bytes: length of a record.
      header_bytes: what to skip at the start of each file; 0 by default.
      footer_bytes: what to leave out at its end; 0 by default.
      buffer_size: accepted for compatibility.
      compression_type: None, "", "GZIP" or "ZLIB"; header and footer are compressed too.
      num_parallel_reads: accepted for compatibility.

    Raises:
      TypeError: a length is no integer.
      ValueError: another compression_type.
      InvalidArgumentError: record_bytes is not positive; while iterating: a file holds no whole
        number of records.
      NotFoundError: while iterating: there is no such file.
      FailedPreconditionError: while iterating: it is a directory.
      DataLossError: while iterating: the compressed data is damaged.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile() as f:
      ...     _ = f.write(b"HEADabcd")
      ...     f.flush()
      ...     [r.numpy() for r in tf.data.FixedLengthRecordDataset(f.name, 2, header_bytes=4)]
      [b'ab', b'cd']
    """

    def __init__(
        self, filenames, record_bytes, header_bytes=None, footer_bytes=None, buffer_size=None,
        compression_type=None, num_parallel_reads=None,
    ) -> None:  # fmt: skip
        if compression_type not in (None, "", "GZIP", "ZLIB"):
            raise ValueError(
                f'compression_type must be "", "GZIP" or "ZLIB", got {compression_type!r}'
            )
        header, footer = (0 if n is None else n for n in (header_bytes, footer_bytes))
        others = header, record_bytes, footer, buffer_of(buffer_size), compression_type or ""
        super().__init__(files_node(_record_node, filenames, *others), STRING)


@dataset_op("FixedLengthRecordDatasetV2")
def _record_node(filenames, header_bytes, record_bytes, footer_bytes, buffer_size, compression):
    compression = text_of(compression)
    length, header, footer = map(integer, (record_bytes, header_bytes, footer_bytes))
    if length < 1 or header < 0 or footer < 0:
        raise errors.InvalidArgumentError(
            f"[FixedLengthRecordDataset] record_bytes must be positive, got {length}; "
            f"header_bytes ({header}) and footer_bytes ({footer}) must not be negative"
        )
    lengths = length, header, footer
    paths = paths_of(filenames)

    def walk():
        return (r for path in paths for r in _records(path, compression, *lengths))

    return _native.dataset_generate((), walk)
