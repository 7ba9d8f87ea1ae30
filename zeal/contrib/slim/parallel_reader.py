"""tf.contrib.slim.parallel_reader: records of many files, read by several readers at once."""

from zeal import dtypes as _dtypes
from zeal import gfile as _gfile
from zeal._native import api as _api
from zeal.graph.graph import get_default_graph as _get_default_graph
from zeal.public import publish_module as _publish_module
from zeal.queues import fullness as _fullness
from zeal.queues import kinds as _kinds
from zeal.queues import producers as _producers
from zeal.queues import readers as _readers
from zeal.train import queue_runner as _queue_runner

_publish_module(__name__)


class ParallelReader(_readers.ReaderBase):
    """Readers that read different files and share the queue that their records go into.

    Args:
      reader_class: a class of readers, such as `tf.TFRecordReader`.
      common_queue: a queue of pairs of strings; one that shuffles mixes the files.
      num_readers: how many readers there are.
      reader_kwargs: a dict of their arguments.

    Raises:
      TypeError: the queue has other components.
    """

    def __init__(self, reader_class, common_queue, num_readers=4, reader_kwargs=None):
        if [t.base_dtype for t in common_queue.dtypes] != [_dtypes.string] * 2:
            raise TypeError("common_queue.dtypes must be [tf.string, tf.string]")
        self._common_queue = common_queue
        self._readers = [reader_class(**reader_kwargs or {}) for _ in range(num_readers)]

    @property
    def num_readers(self):
        """How many readers there are."""
        return len(self._readers)

    @property
    def common_queue(self):
        """The queue of records."""
        return self._common_queue

    def read(self, queue, name=None):
        """The next record out of the common queue, which a QueueRunner fills.

        Args:
          queue: a queue of names of files.
          name: name of the op.

        Returns:
          A pair of string scalars: a key, and the record.
        """
        self._fill_from(queue)
        return self._common_queue.dequeue(name=name)

    def read_up_to(self, queue, num_records, name=None):
        """The next records, at most `num_records`.

        Args:
          queue: a queue of names of files.
          num_records: an integer scalar.
          name: name of the op.

        Returns:
          A pair of string vectors: keys, and records.
        """
        self._fill_from(queue)
        return self._common_queue.dequeue_up_to(num_records, name)

    def _fill_from(self, queue):
        fill = [self._common_queue.enqueue(reader.read(queue)) for reader in self._readers]
        _queue_runner.add_queue_runner(_queue_runner.QueueRunner(self._common_queue, fill))

    def num_records_produced(self, name=None):
        """How many records all readers have read, an int64 scalar."""
        return _api.add_n([reader.num_records_produced() for reader in self._readers], name)

    def num_work_units_completed(self, name=None):
        return _api.add_n([reader.num_work_units_completed() for reader in self._readers], name)


def parallel_read(
    data_sources, reader_class, num_epochs=None, num_readers=4, reader_kwargs=None, shuffle=True,
    dtypes=None, capacity=256, min_after_dequeue=128, seed=None, scope=None,
):  # fmt: skip
    """The next record of many files.

    Args:
      data_sources: files, or patterns of them, as for `get_data_files`.
      reader_class, num_readers, reader_kwargs: as for `ParallelReader`.
      num_epochs: how often each file is read; without end if it is None.
      shuffle: whether files and records are mixed.
      dtypes: those of a record's components; two strings if it is None.
      capacity: how many records there is room for.
      min_after_dequeue: how many stay in a queue that shuffles.
      seed: that of the order.
      scope: name of the scope.

    Returns:
      A pair of string scalars: a key, and the record.

    Raises:
      ValueError: no files are found.
      RuntimeError: eager execution is on.
    """
    files = get_data_files(data_sources)
    dtypes = dtypes or [_dtypes.string] * 2
    with _get_default_graph().name_scope(scope or "parallel_read"):
        names = _producers.string_input_producer(
            files, num_epochs=num_epochs, shuffle=shuffle, seed=seed, name="filenames"
        )
        if shuffle:
            queue = _kinds.RandomShuffleQueue(
                capacity, min_after_dequeue, dtypes, seed=seed, name="common_queue"
            )
        else:
            queue = _kinds.FIFOQueue(capacity, dtypes, name="common_queue")
        _fullness.summarize(queue, _fullness.of(capacity), capacity)
        return ParallelReader(reader_class, queue, num_readers, reader_kwargs).read(names)


def single_pass_read(data_sources, reader_class, reader_kwargs=None, scope=None):
    """The next record of files that are read once, in their order.

    Args:
      all: as for `parallel_read`.

    Returns:
      A pair of string scalars: a key, and the record.
    """
    files = get_data_files(data_sources)
    with _get_default_graph().name_scope(scope or "single_pass_read"):
        names = _producers.string_input_producer(
            files, num_epochs=1, shuffle=False, capacity=1, name="filenames"
        )
        return reader_class(**reader_kwargs or {}).read(names)


def get_data_files(data_sources):
    """The files that names and patterns stand for.

    Args:
      data_sources: a name, a pattern with `*`, `?` or `[`, or a list or tuple of such.

    Returns:
      A list of names.

    Raises:
      ValueError: there are none.

    Example:
      >>> tf.contrib.slim.parallel_reader.get_data_files(["a", "b"])
      ['a', 'b']
    """
    if isinstance(data_sources, (list, tuple)):
        files = [file for source in data_sources for file in get_data_files(source)]
    elif any(mark in data_sources for mark in "*?["):
        files = _gfile.Glob(data_sources)
    else:
        files = [data_sources]
    if not files:
        raise ValueError(f"No data files found in {data_sources}")
    return files
