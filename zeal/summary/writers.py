"""Writers of tf.contrib.summary: handles of event files and databases, in all modes."""

import functools
import os
from contextlib import contextmanager

from zeal import _native, logging
from zeal.dtypes import int32, string
from zeal.eager import control
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import kept_object, object_of
from zeal.ops.host_op import python_op
from zeal.public import public
from zeal.summary.recording import state
from zeal.summary.sink import FileSink, Writer

INITIALIZERS = "_SUMMARY_WRITER_V2"  # the collection of all writers' initialisers


@public("contrib.summary.SummaryWriter")
class SummaryWriter:
    """Writes summaries, once its initialiser has run: eagerly at once, in graphs by a session.

    Args:
      shared_name: in a graph, writers of one name are one.
      make: appends the initialiser, given the handle.
    """

    _object = None
    _stays_closed = _closed = False

    def __init__(self, shared_name, make):
        self._resource = _handle(shared_name)
        self._make = make
        initializer = make(self._resource)
        if _native.executing_eagerly():
            self._object = object_of(self._resource)
        else:
            get_default_graph().add_to_collection(INITIALIZERS, initializer)

    @property
    def sink(self):
        """Where summaries go, while ops run at once.

        Raises:
          RuntimeError: the writer belongs to a graph.
        """
        if self._object is None:
            raise RuntimeError(
                "the summary writer belongs to a graph, whose sessions open it: make one eagerly "
                "to write at once"
            )
        return self._object._sink or self._object.sink  # which says that it is closed

    def set_as_default(self):
        """Summaries of this thread go to this writer."""
        self._require_open()
        state.writer = self

    @contextmanager
    def as_default(self):
        """Summaries made in the `with` block go to this writer, which is flushed at its end."""
        self._require_open()
        before = state.writer
        state.writer = self
        try:
            yield self
            self.flush()
        finally:
            state.writer = before

    def init(self):
        """Initialises it: an Operation in graphs."""
        self._require_open()
        return self._make(self._resource)

    def flush(self):
        """Writes what waits: an Operation in graphs."""
        return None if self._closed else flush(self)

    def close(self):
        """Writes what waits and closes it: an Operation in graphs."""
        if self._closed:
            return None
        self._closed = self._stays_closed and self._object is not None
        return _close(self._resource)

    def _require_open(self):
        if self._closed:
            raise RuntimeError("SummaryWriter is already closed")


def _handle(name):
    """A handle of a writer: in a graph, that of its name."""
    if _native.executing_eagerly():
        return kept_object("SummaryWriter", lambda _: Writer(name))
    shared = get_default_graph().__dict__.setdefault("_shared_writers", {})
    if name is None or name not in shared:
        made = kept_object("SummaryWriter", lambda _: Writer(name))
        if name is None:
            return made
        shared[name] = made
    return shared[name]


class NoopSummaryWriter:
    """A writer that does nothing, for `create_file_writer(None)`."""

    def set_as_default(self):
        """Changes nothing."""

    @contextmanager
    def as_default(self):
        """Changes nothing."""
        yield

    def init(self):
        """Does nothing."""

    flush = close = init


@public("contrib.summary.create_file_writer")
def create_file_writer(
    logdir, max_queue=None, flush_millis=None, filename_suffix=None, name=None
):
    """A writer of summaries into an event file.

    Args:
      logdir: the folder, made if it is missing; None for a writer that does nothing.
      max_queue: how many summaries may wait before they are written; 10 by default.
      flush_millis: how many milliseconds they may; two minutes by default.
      filename_suffix: what the file's name ends in; ".v2" by default.
      name: in a graph, writers of one name are one; by default one per folder.

    Returns:
      A SummaryWriter.

    Example:
      >>> import tempfile
      >>> writer = tf.contrib.summary.create_file_writer(tempfile.mkdtemp())
      >>> with writer.as_default(), tf.contrib.summary.always_record_summaries():
      ...     print(bool(tf.contrib.summary.scalar("loss", 0.5, step=1)))
      True
    """
    if logdir is None:
        return NoopSummaryWriter()
    logdir = os.fsdecode(logdir)
    arguments = (
        logdir,
        _native.convert(10 if max_queue is None else max_queue, int32),
        _native.convert(2 * 60 * 1000 if flush_millis is None else flush_millis, int32),
        _native.convert(".v2" if filename_suffix is None else filename_suffix, string),
    )
    make = functools.partial(initialize, _create_file_writer, arguments)
    return SummaryWriter(f"logdir:{logdir}" if name is None else name, make)


def initialize(op, arguments, handle):
    return op(handle, *arguments)


@public("contrib.summary.create_summary_file_writer")
def create_summary_file_writer(*args, **kwargs):
    """Deprecated: `tf.contrib.summary.create_file_writer`; see there.

    Example:
      >>> writer = tf.contrib.summary.create_summary_file_writer(None)
    """
    logging.warning(
        "Deprecation Warning: create_summary_file_writer was renamed to create_file_writer"
    )
    return create_file_writer(*args, **kwargs)


@public("contrib.summary.flush")
def flush(writer=None, name=None):
    """Writes what a writer's summaries have left waiting.

    Args:
      writer: a SummaryWriter; by default the one in force.
      name: name of the op.

    Returns:
      None eagerly; an Operation in graphs.

    Example:
      >>> tf.contrib.summary.flush()
    """
    writer = state.writer if writer is None else writer
    if writer is None:
        return control.no_op()
    return _flush(getattr(writer, "_resource", writer), name=name)


@public("contrib.summary.summary_writer_initializer_op")
def summary_writer_initializer_op():
    """The operations that initialise all writers of the graph.

    Returns:
      A list of Operations.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.contrib.summary.summary_writer_initializer_op()
      []
    """
    if _native.executing_eagerly():
        raise RuntimeError(
            "tf.contrib.summary.summary_writer_initializer_op is only supported in graph mode."
        )
    return get_default_graph().get_collection(INITIALIZERS)


@public("contrib.summary.eval_dir")
def eval_dir(model_dir, name=None):
    """The folder for summaries of an evaluation.

    Args:
      model_dir: the model's folder.
      name: the evaluation's name, if there are several.

    Returns:
      A str.

    Example:
      >>> tf.contrib.summary.eval_dir("model", "test")
      'model/eval_test'
    """
    return os.path.join(model_dir, "eval" if not name else f"eval_{name}")


# --- ops ---
def _file_writer_kernel(tensors, attrs):
    handle, logdir, max_queue, flush_millis, suffix = tensors
    path, end = os.fsdecode(logdir.numpy()), os.fsdecode(suffix.numpy())
    seconds = int(flush_millis.numpy()) / 1000
    object_of(handle).open(lambda: FileSink(path, int(max_queue.numpy()), seconds, end))
    return []


def _flush_kernel(tensors, attrs):
    object_of(tensors[0]).sink.flush()
    return []


def _close_kernel(tensors, attrs):
    object_of(tensors[0]).close()
    return []


def no_outputs(shapes, attrs):
    """What ops that write give."""
    return []


_create_file_writer = python_op(
    "CreateSummaryFileWriter",
    [("writer", "resource"), ("logdir", "string"), ("max_queue", "int32"),
     ("flush_millis", "int32"), ("filename_suffix", "string")],
    [], infer=no_outputs, kernel=_file_writer_kernel,
    doc="Opens an event file, unless one is open.",
)  # fmt: skip
_flush = python_op(
    "FlushSummaryWriter", [("writer", "resource")], [], infer=no_outputs, kernel=_flush_kernel,
    doc="Writes what waits.",
)  # fmt: skip
_close = python_op(
    "CloseSummaryWriter", [("writer", "resource")], [], infer=no_outputs, kernel=_close_kernel,
    doc="Writes what waits, and closes the writer.",
)  # fmt: skip
