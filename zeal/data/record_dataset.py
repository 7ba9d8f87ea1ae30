"""tf.data.TFRecordDataset: the records of TensorFlow's record files."""

from zeal import _native, errors
from zeal.data.dataset import Dataset
from zeal.data.pending import dataset_op
from zeal.data.text import STRING, buffer_of, files_node, names_dataset, path_nodes, text_of
from zeal.public import public
from zeal.records.record_file import opener


@dataset_op("TFRecordDataset")
def _records_of(filenames, compression, buffer_size):
    return _native.dataset_records(path_nodes(filenames), opener(text_of(compression)))


@public("data.TFRecordDataset")
class TFRecordDataset(Dataset):
    """The records of TensorFlow's record files, as scalar strings, read while iterating.

    Args:
      filenames: a path, a list or tensor of them, or a Dataset of them.
      compression_type: None, "", "GZIP" or "ZLIB".
      buffer_size: accepted for compatibility.
      num_parallel_reads: from how many files records are taken in turns; by default one file
        follows the other.

    Raises:
      InvalidArgumentError: another compression_type.
      TypeError: a Dataset of anything but paths.
      NotFoundError: while iterating: there is no such file.
      FailedPreconditionError: while iterating: it is a directory.
      DataLossError: while iterating: a record is damaged; the error says where in which file.

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "records")
      >>> with tf.python_io.TFRecordWriter(path) as writer:
      ...     writer.write(b"one")
      ...     writer.write(b"two")
      >>> [r.numpy() for r in tf.data.TFRecordDataset(path)]
      [b'one', b'two']
    """

    def __init__(
        self, filenames, compression_type=None, buffer_size=None, num_parallel_reads=None
    ) -> None:
        if compression_type not in (None, "", "GZIP", "ZLIB"):
            raise errors.InvalidArgumentError(
                f'Unsupported compression_type: {compression_type}; it must be "", "GZIP" or "ZLIB"'
            )
        if num_parallel_reads is None:
            others = compression_type or "", buffer_of(buffer_size)
            node = files_node(_records_of, filenames, *others)
        else:
            names = names_dataset(filenames)
            one = lambda name: TFRecordDataset(name, compression_type)  # noqa: E731
            node = names._interleaved_ahead(one, num_parallel_reads, 1, False, None, None)._node
        super().__init__(node, STRING)
