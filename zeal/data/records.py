"""tf.data.FixedLengthRecordDataset: records of one length from binary files."""

from zeal import _native, errors
from zeal.data.arguments import integer
from zeal.data.dataset import Dataset
from zeal.data.pending import as_tensor, dataset_op
from zeal.data.text import STRING, buffer_of, files_node, paths_of, text_of
from zeal.dtypes import string
from zeal.public import public
from zeal.records.compressed import open_bytes


def _records(path: str, compression: str, length: int, header: int, footer: int) -> list:
    with open_bytes(path, compression) as file:
        content = file.read()
    size = len(content) - header - footer
    if size < 0:
        raise errors.InvalidArgumentError(
            f"[FixedLengthRecordDataset] {path} has {len(content)} bytes, fewer than a header of "
            f"{header} and a footer of {footer}"
        )
    if size % length:
        raise errors.InvalidArgumentError(
            f"[FixedLengthRecordDataset] Excluding the header ({header} bytes) and footer "
            f'({footer} bytes), input file "{path}" has body length {size} bytes, which is not an '
            f"exact multiple of the record length ({length} bytes)."
        )
    return [content[i : i + length] for i in range(header, header + size, length)]



@public("data.FixedLengthRecordDataset")
class FixedLengthRecordDataset(Dataset):
    """The records of binary files, as scalar strings; `tf.decode_raw` makes numbers of them.

    The files are read when the dataset is made.

    Args:
      filenames: a path or a list of them.
      record_bytes: length of a record.
      header_bytes: what to skip at the start of each file; 0 by default.
      footer_bytes: what to leave out at its end; 0 by default.
      buffer_size: accepted for compatibility.
      compression_type: None, "", "GZIP" or "ZLIB"; header and footer are compressed too.
      num_parallel_reads: accepted for compatibility.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: the compressed data is damaged.
      FailedPreconditionError: it is a directory.
      TypeError: a length is no integer.
      ValueError: another compression_type.
      InvalidArgumentError: record_bytes is not positive, or a file holds no whole number of
        records.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile() as f:
      ...     _ = f.write(b"HEADabcd")
      ...     f.flush()
      ...     records = tf.data.FixedLengthRecordDataset(f.name, 2, header_bytes=4)
      >>> [r.numpy() for r in records]
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
    rows = [r for path in paths_of(filenames) for r in _records(path, compression, *lengths)]
    return _native.dataset_slices([as_tensor(rows, string)])
