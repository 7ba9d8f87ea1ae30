"""Record files: tf.io.TFRecordWriter and tf_record_iterator."""

import os
import threading
import zlib

from zeal import _native, errors
from zeal.local_files import call, call_open
from zeal.public import public
from zeal.records.compressed import open_compressed
from zeal.records.record_options import TFRecordOptions


def opener(compression):
    """What native code opens files with: a function of paths, or None for plain files."""
    from functools import partial

    return partial(open_compressed, compression) if compression else None


def _compressor(compression, options):
    """A compressing object of zlib, or None."""
    if not compression:
        return None
    bits = options.window_bits
    bits = zlib.MAX_WBITS if bits is None else int(bits)
    return zlib.compressobj(
        zlib.Z_DEFAULT_COMPRESSION if (n := options.compression_level) is None else int(n),
        zlib.DEFLATED,
        bits + 16 if compression == "GZIP" and bits < 16 else bits,
        zlib.DEF_MEM_LEVEL if (n := options.mem_level) is None else int(n),
        zlib.Z_DEFAULT_STRATEGY if (n := options.compression_strategy) is None else int(n),
    )


@public("python_io.TFRecordWriter", "io.TFRecordWriter")
class TFRecordWriter:
    """Writes records to a file, each with checksums; threads may share it.

    Args:
      path: the file's path; what is there is written over.
      options: a `TFRecordOptions`, or what it takes as compression_type.

    Raises:
      NotFoundError: there is no such folder; FailedPreconditionError: it is a folder itself.
      ValueError: there is no such compression.

    Example:
      >>> import tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "records")
      >>> with tf.python_io.TFRecordWriter(path) as writer:
      ...     writer.write(b"one")
      ...     writer.write(b"two")
      >>> list(tf.python_io.tf_record_iterator(path))
      [b'one', b'two']
    """

    def __init__(self, path, options=None):
        if not isinstance(options, TFRecordOptions):
            options = TFRecordOptions(compression_type=options)
        compression = TFRecordOptions.get_compression_type_string(options)
        self._compressor = _compressor(compression, options)
        self._path, self._lock = os.fspath(path), threading.Lock()
        self._file = call(open, path, "wb")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def __del__(self):
        if getattr(self, "_file", None) is not None:
            self.close()

    def write(self, record):
        """Writes a record.

        Args:
          record: bytes.

        Raises:
          TypeError: it is something else; FailedPreconditionError: the writer is closed.
        """
        if not isinstance(record, (bytes, bytearray, memoryview)):
            raise TypeError(f"expected bytes, {type(record).__name__} found")
        frame = _native.record_frame(record)
        with self._lock:  # what is compressed first must stand first
            packer = self._compressor
            self._write(frame if packer is None else packer.compress(frame))

    def flush(self):
        """Hands what was written to the operating system.

        Raises:
          FailedPreconditionError: the writer is closed.
        """
        with self._lock:
            packer = self._compressor
            self._write(b"" if packer is None else packer.flush(zlib.Z_SYNC_FLUSH))
            call_open(self._file.flush, self._path)

    def close(self):
        """Writes the rest and closes the file; once more does nothing."""
        with self._lock:
            if self._file is None:
                return
            file, compressor = self._file, self._compressor
            try:
                if compressor is not None:
                    self._write(compressor.flush())
            finally:
                self._file = self._compressor = None
                call_open(file.close, self._path)

    def _write(self, data):
        if self._file is None:
            raise errors.FailedPreconditionError("Writer not initialized or previously closed")
        call_open(self._file.write, self._path, data)


@public("python_io.tf_record_iterator", "io.tf_record_iterator")
def tf_record_iterator(path, options=None):
    """Steps through the records of a file.

    Args:
      path: the file's path.
      options: a `TFRecordOptions`, or what it takes as compression_type.

    Returns:
      An iterator of bytes.

    Raises:
      NotFoundError: there is no such file; FailedPreconditionError: it is a folder.
      DataLossError: while iterating: a record is damaged; the error says where in which file.

    Example:
      >>> import tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "records")
      >>> with tf.python_io.TFRecordWriter(path, "GZIP") as writer:
      ...     writer.write(b"one")
      >>> list(tf.python_io.tf_record_iterator(path, tf.python_io.TFRecordOptions("GZIP")))
      [b'one']
    """
    compression = TFRecordOptions.get_compression_type_string(options)
    for _, record in _native.record_reader(os.fsencode(path), opener(compression)):
        yield record
