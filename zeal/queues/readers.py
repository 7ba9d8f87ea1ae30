"""tf.ReaderBase and its kin: ops that read records of the files whose names a queue gives."""

import threading
from functools import partial

from zeal import _native, errors
from zeal.data.arguments import integer
from zeal.dtypes import int64, string
from zeal.graph.host_call import host_call, kept_object, object_of
from zeal.public import public
from zeal.queues import record_files
from zeal.queues.kernels import queue_of
from zeal.records.record_options import TFRecordOptions
from zeal.tensor_shape import TensorShape


class _Reader:
    """What a session keeps of a reader.

    Args:
      records: gives pairs of key and value for a piece of work, the name of a file.
    """

    def __init__(self, records) -> None:
        self._records = records
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Begins anew."""
        self._open, self.produced, self.completed = None, 0, 0

    def cancel(self) -> None:
        """What a reader waits for is a queue."""

    def read(self, queue, count=1) -> list:
        """At most `count` records, all of one piece of work; at least one."""
        with self._lock:
            found: list = []
            while not found:
                if self._open is None:
                    self._open = self._records(queue.dequeue(1)[0][0].numpy())
                while self._open is not None and len(found) < count:
                    self._step(found)
            self.produced += len(found)
            return found

    def _step(self, found):
        try:
            record = next(self._open, None)
        except errors.OpError:
            self._open = None
            raise
        if record is None:
            self._open = None
            self.completed += 1
        else:
            found.append(record)


# --- kernels ---
def _reader_of(handle):
    found = object_of(handle)
    if not isinstance(found, _Reader):
        raise errors.InvalidArgumentError("a handle that names no reader was given for one")
    return found


def _read(inputs):
    [(key, value)] = _reader_of(inputs[0]).read(queue_of(inputs[1]))
    return [_native.convert(key, string), _native.convert(value, string)]


def _read_up_to(inputs):
    count = int(inputs[2])
    if count <= 0:
        raise errors.InvalidArgumentError(f"num_records must be positive, got {count}")
    found = _reader_of(inputs[0]).read(queue_of(inputs[1]), count)
    return [_native.convert(list(column), string) for column in zip(*found, strict=True)]


def _produced(inputs):
    return [_reader_of(inputs[0]).produced]


def _completed(inputs):
    return [_reader_of(inputs[0]).completed]


def _reset(inputs):
    _reader_of(inputs[0]).reset()
    return []


# --- readers by their attributes ---
def make_reader(op, attrs, name):
    """The handle of a reader, of which each session keeps one of its own.

    Raises:
      InvalidArgumentError: lengths or a compression are none.
    """
    records = _records(op, attrs)
    return kept_object(op, lambda _: _Reader(records), (), name, attrs)


def _records(op, attrs):
    """What gives the records of a file."""
    if op == "TextLineReaderV2":
        return partial(record_files.text_lines, skipped=attrs["skip_header_lines"])
    if op == "FixedLengthRecordReaderV2":
        return _fixed_length(attrs)
    if op == "TFRecordReaderV2":
        return partial(record_files.tf_records, compression=attrs["compression_type"])
    return record_files.whole_file if op == "WholeFileReaderV2" else record_files.identity


def _fixed_length(attrs):
    keys = "record_bytes", "header_bytes", "footer_bytes", "hop_bytes"
    length, header, footer, hop = (attrs[key] for key in keys)
    if length < 1 or min(header, footer, hop) < 0:
        raise errors.InvalidArgumentError(
            f"record_bytes must be > 0, got {length}; header_bytes ({header}), footer_bytes "
            f"({footer}) and hop_bytes ({hop}) must be >= 0"
        )
    return partial(
        record_files.fixed_length,
        length=length, header=header, footer=footer, hop=hop or length,
        encoding=_compression(attrs["encoding"]),
    )  # fmt: skip


def _compression(value) -> str:
    if value not in ("", "ZLIB", "GZIP"):
        raise errors.InvalidArgumentError(
            f'Unrecognized compression: {value!r}; it must be "", "ZLIB" or "GZIP"'
        )
    return value


KERNELS = {  # and their outputs: dtypes, and whether they are vectors
    "ReaderReadV2": (_read, (string, string), False),
    "ReaderReadUpToV2": (_read_up_to, (string, string), True),
    "ReaderNumRecordsProducedV2": (_produced, (int64,), False),
    "ReaderNumWorkUnitsCompletedV2": (_completed, (int64,), False),
    "ReaderResetV2": (_reset, (), False),
}


@public("ReaderBase")
class ReaderBase:
    """What readers of all kinds have in common.

    Args:
      reader_ref: the handle, a symbolic tensor.
      supports_serialize: whether the state can be serialized; it cannot.

    Raises:
      RuntimeError: eager execution is on.
    """

    def __init__(self, reader_ref, supports_serialize=False):
        self._reader_ref, self._supports_serialize = reader_ref, supports_serialize

    def _make(self, op, name, **attrs):
        if _native.executing_eagerly():
            raise RuntimeError(
                "Readers are not supported when eager execution is enabled. Instead, please use "
                "tf.data to get data into your model."
            )
        attrs |= {"container": "", "shared_name": ""}
        ReaderBase.__init__(self, make_reader(op, attrs, name))

    @property
    def reader_ref(self):
        """The handle."""
        return self._reader_ref

    @property
    def supports_serialize(self):
        """Whether the state can be serialized."""
        return self._supports_serialize

    def read(self, queue, name=None):
        """The next record; the next file's name is taken out of the queue where one has ended.

        Args:
          queue: a queue of strings, or its handle.
          name: name of the op.

        Returns:
          A pair of string scalars: a key that says where the record is, and the record.
        """
        outputs = [(string, [])] * 2
        inputs = [self._reader_ref, getattr(queue, "queue_ref", queue)]
        return tuple(host_call("ReaderReadV2", _read, inputs, outputs, name, {}))

    def read_up_to(self, queue, num_records, name=None):
        """The next records, at most `num_records`, of one file.

        Args:
          queue: a queue of strings, or its handle.
          num_records: an integer scalar.
          name: name of the op.

        Returns:
          A pair of string vectors: keys, and records.
        """
        outputs = [(string, TensorShape([None]))] * 2
        count = _native.convert(num_records, int64)
        inputs = [self._reader_ref, getattr(queue, "queue_ref", queue), count]
        return tuple(host_call("ReaderReadUpToV2", _read_up_to, inputs, outputs, name, {}))

    def num_records_produced(self, name=None):
        """How many records were read, an int64 scalar."""
        outputs = [(int64, [])]
        op = "ReaderNumRecordsProducedV2"
        return host_call(op, _produced, [self._reader_ref], outputs, name, {})[0]

    def num_work_units_completed(self, name=None):
        """How many files were read to their end, an int64 scalar."""
        outputs = [(int64, [])]
        op = "ReaderNumWorkUnitsCompletedV2"
        return host_call(op, _completed, [self._reader_ref], outputs, name, {})[0]

    def reset(self, name=None):
        """An op that begins anew."""
        return host_call("ReaderResetV2", _reset, [self._reader_ref], (), name, {})

    def serialize_state(self, name=None):
        """Is not built."""
        raise NotImplementedError("states of readers cannot be serialized: it is not built yet")

    def restore_state(self, state, name=None):
        """Is not built."""
        raise NotImplementedError("states of readers cannot be restored: it is not built yet")


@public("TextLineReader")
class TextLineReader(ReaderBase):
    """Reads the lines of text files, without their ends; keys are `file:line`.

    Args:
      skip_header_lines: how many lines at the start of each file are left out.
      name: name of the op.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w") as f, tf.Graph().as_default():
      ...     _ = f.write("a,b\\n1,2\\n")
      ...     f.flush()
      ...     queue = tf.train.string_input_producer([f.name])
      ...     key, value = tf.TextLineReader(skip_header_lines=1).read(queue)
      ...     with tf.Session() as session:
      ...         threads = tf.train.start_queue_runners(session)
      ...         print(session.run(value))
      b'1,2'
    """

    def __init__(self, skip_header_lines=None, name=None):
        skipped = integer(skip_header_lines or 0)
        self._make("TextLineReaderV2", name, skip_header_lines=skipped)


@public("WholeFileReader")
class WholeFileReader(ReaderBase):
    """Reads whole files; keys are their names.

    Args:
      name: name of the op.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w") as f, tf.Graph().as_default():
      ...     _ = f.write("all of it")
      ...     f.flush()
      ...     queue = tf.train.string_input_producer([f.name])
      ...     key, value = tf.WholeFileReader().read(queue)
      ...     with tf.Session() as session:
      ...         threads = tf.train.start_queue_runners(session)
      ...         print(session.run(value))
      b'all of it'
    """

    def __init__(self, name=None):
        self._make("WholeFileReaderV2", name)


@public("FixedLengthRecordReader")
class FixedLengthRecordReader(ReaderBase):
    """Reads records of one length; keys are `file:number`. `tf.decode_raw` makes numbers of them.

    Args:
      record_bytes: length of a record.
      header_bytes: what to skip at the start of each file.
      footer_bytes: what to leave out at its end.
      hop_bytes: from the start of a record to that of the next; record_bytes by default.
      name: name of the op.
      encoding: "", "ZLIB" or "GZIP".

    Raises:
      RuntimeError: eager execution is on.
      InvalidArgumentError: record_bytes is not positive, or another length is negative.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w") as f, tf.Graph().as_default():
      ...     _ = f.write("HEADabcd")
      ...     f.flush()
      ...     queue = tf.train.string_input_producer([f.name])
      ...     key, value = tf.FixedLengthRecordReader(2, header_bytes=4).read(queue)
      ...     with tf.Session() as session:
      ...         threads = tf.train.start_queue_runners(session)
      ...         print(session.run(value))
      b'ab'
    """

    def __init__(
        self,
        record_bytes,
        header_bytes=None,
        footer_bytes=None,
        hop_bytes=None,
        name=None,
        encoding=None,
    ):
        self._make(
            "FixedLengthRecordReaderV2", name,
            header_bytes=integer(header_bytes or 0), record_bytes=integer(record_bytes or 0),
            footer_bytes=integer(footer_bytes or 0), hop_bytes=integer(hop_bytes or 0),
            encoding=encoding or "",
        )  # fmt: skip


@public("TFRecordReader")
class TFRecordReader(ReaderBase):
    """Reads the records of TensorFlow's record files; keys are `file:position`.

    Args:
      name: name of the op.
      options: a `tf.python_io.TFRecordOptions`, or None.

    Raises:
      RuntimeError: eager execution is on. In a run: DataLossError: a record is damaged.

    Example:
      >>> import tempfile
      >>> record = bytes.fromhex("0300000000000000b099490e" "616263" "6e57f121")
      >>> with tempfile.NamedTemporaryFile("wb") as f, tf.Graph().as_default():
      ...     _ = f.write(record)
      ...     f.flush()
      ...     queue = tf.train.string_input_producer([f.name])
      ...     key, value = tf.TFRecordReader().read(queue)
      ...     with tf.Session() as session:
      ...         threads = tf.train.start_queue_runners(session)
      ...         print(session.run(value))
      b'abc'
    """

    def __init__(self, name=None, options=None):
        compression = TFRecordOptions.get_compression_type_string(options)
        self._make("TFRecordReaderV2", name, compression_type=compression)


@public("IdentityReader")
class IdentityReader(ReaderBase):
    """Gives what the queue gives, as key and as value.

    Args:
      name: name of the op.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.train.string_input_producer(["work"])
      ...     key, value = tf.IdentityReader().read(queue)
      ...     threads = tf.train.start_queue_runners(session)
      ...     print(session.run([key, value]))
      [b'work', b'work']
    """

    def __init__(self, name=None):
        self._make("IdentityReaderV2", name)
