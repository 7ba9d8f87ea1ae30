"""tf.contrib.framework.RecordInput: random records of files, epoch after epoch."""

import os
import random
import threading
from functools import partial
from itertools import count

from zeal import _native, errors
from zeal.dtypes import string
from zeal.graph.host_call import host_call, kept_object, object_of
from zeal.local_files import matching
from zeal.public import public
from zeal.queues.queue import require_graph
from zeal.queues.record_files import tf_records
from zeal.records.record_options import TFRecordOptions


@public("contrib.framework.RecordInput")
class RecordInput:
    """Records of files of TensorFlow's format in random order, without end.

    Args:
      file_pattern: the files', with wildcards.
      batch_size: how many records a run gives.
      buffer_size: among how many records each is drawn.
      parallelism: accepted for compatibility.
      shift_ratio: by which part of the files each epoch begins later than the one before.
      seed: of the order; 0 for another one each time.
      name: name of the op.
      batches: how many batches a run gives; None for one that is no list.
      compression_type: a `tf.python_io.TFRecordCompressionType`; None for none.

    Raises:
      ValueError: batch_size or batches is not positive.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     with tf.python_io.TFRecordWriter("records.0") as writer:
      ...         writer.write(b"one")
      ...     records = tf.contrib.framework.RecordInput("records.*", batch_size=2)
      ...     session.run(records.get_yield_op()).tolist()
      [b'one', b'one']
    """

    def __init__(
        self, file_pattern, batch_size=1, buffer_size=1, parallelism=1, shift_ratio=0, seed=0,
        name=None, batches=None, compression_type=None,
    ):  # fmt: skip
        for what, number in (("batch_size", batch_size), ("batches", batches)):
            if number is not None and number < 1:
                raise ValueError(f"{what} must be positive, got {number}")
        self._count, self._batches, self._name = batch_size * (batches or 1), batches, name
        options = None if compression_type is None else TFRecordOptions(compression_type)
        compression = TFRecordOptions.get_compression_type_string(options)
        self._make = partial(_Records, file_pattern, buffer_size, shift_ratio, seed, compression)

    def get_yield_op(self):
        """The op that gives records.

        Returns:
          A vector of strings; with `batches` a list of lists of scalars.

        Raises:
          RuntimeError: eager execution is on. A run raises OutOfRangeError where files are empty.
        """
        require_graph()
        name = f"{self._name or 'RecordInput'}_files"
        handle = kept_object("RecordInputFiles", self._make, name=name)
        outputs = [(string, [self._count])]
        records = host_call(
            "RecordInput", partial(_take, self._count), [handle], outputs, self._name)[0]
        if self._batches is None:
            return records
        each = [records[i] for i in range(self._count)]
        return [each[i :: self._batches] for i in range(self._batches)]


class _Records:
    """What a session keeps: records of an epoch, some of them drawn from at random."""

    def __init__(self, pattern, buffer_size, shift_ratio, seed, compression, _):
        self._lock, self._random = threading.Lock(), random.Random(seed or None)
        self._begin = partial(self._draw, pattern, buffer_size, shift_ratio, compression)
        self._drawn = self._begin()

    def _draw(self, pattern, buffer_size, shift_ratio, compression):
        files = matching(pattern)
        if not files:
            raise errors.NotFoundError(f"Found no files at {pattern}")
        self._random.shuffle(files)
        shift = int(len(files) * shift_ratio)
        for epoch in count():
            begin, found = epoch * shift % len(files), False
            for record in self._epoch(files[begin:] + files[:begin], buffer_size, compression):
                found = True
                yield record
            if not found:  # and never will
                raise errors.OutOfRangeError(f"Found no records in the files at {pattern}")

    def _epoch(self, files, buffer_size, compression):
        waiting: list = []
        for path in files:
            for _, record in tf_records(os.fsencode(path), compression):
                waiting.append(record)
                if len(waiting) >= buffer_size:
                    yield self._one_of(waiting)
        while waiting:
            yield self._one_of(waiting)

    def _one_of(self, waiting):
        place = self._random.randrange(len(waiting))
        waiting[place], waiting[-1] = waiting[-1], waiting[place]
        return waiting.pop()

    def take(self, number):
        with self._lock:
            try:
                return [next(self._drawn) for _ in range(number)]
            except errors.OpError:  # behind which Python's iterators are at their end
                self._drawn = self._begin()
                raise

    def cancel(self):
        """A session that closes has nobody waiting here."""


def _take(number, inputs):
    return [_native.convert(object_of(inputs[0]).take(number), string)]
