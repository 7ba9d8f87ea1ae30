"""tf.summary.FileWriter: puts summaries, graphs and logs into an event file."""

import threading
import time
import warnings
from typing import ClassVar

from zeal import _native, logging
from zeal.graph.graph import Graph, get_default_graph
from zeal.messages.build import own
from zeal.messages.graph import GraphDef, MetaGraphDef
from zeal.messages.summary import Event, SessionLog, Summary, TaggedRunMetadata
from zeal.public import public
from zeal.summary.event_file import EventFile


class EventFileWriter:
    """Puts Event messages into an event file.

    Args:
      logdir: the folder, made if it is missing.
      max_queue: how many events may wait before they are written.
      flush_secs: how many seconds they may.
      filename_suffix: what the file's name ends in.
    """

    def __init__(self, logdir, max_queue=10, flush_secs=120, filename_suffix=None):
        self._file = EventFile(logdir, max_queue, flush_secs, filename_suffix or "")
        self._closed = False

    def get_logdir(self):
        """The folder."""
        return self._file.logdir

    def add_event(self, event):
        """Adds an Event; none while the writer is closed."""
        if not self._closed:
            record = own(event, Event, "event").SerializeToString()
            self._file.add(_native.record_frame(record))

    def flush(self):
        """Writes what waits."""
        self._file.flush()

    def close(self):
        """Writes what waits and closes the file."""
        self._file.close()
        self._closed = True

    def reopen(self):
        """Takes events again, which go to a new file."""
        self._closed = False


class SummaryToEventTransformer:
    """Makes Event messages of what it is given, for a writer of them.

    Args:
      event_writer: has `add_event` and `get_logdir`.
      graph: a `tf.Graph` to add, or None.
      graph_def: deprecated: a GraphDef in its place.
    """

    def __init__(self, event_writer, graph=None, graph_def=None):
        self.event_writer = event_writer
        self._session_run_tags: set = set()
        self._seen_summary_tags: set = set()
        if graph is not None or graph_def is not None:
            nodes = self._add_graph(graph, None, graph_def)
            self.add_meta_graph(_meta_graph(nodes))

    def add_summary(self, summary, global_step=None):
        """Adds a Summary.

        Args:
          summary: what a run of a summary op gave, or a `tf.Summary`. Metadata of a tag are written
            the first time only.
          global_step: the step it belongs to.
        """
        if isinstance(summary, bytes):
            summary = Summary.FromString(summary)
        event = Event(summary=own(summary, Summary, "summary"))
        for value in event.summary.value:
            if value.HasField("metadata"):
                if value.tag in self._seen_summary_tags:
                    value.ClearField("metadata")
                self._seen_summary_tags.add(value.tag)
        self._add_event(event, global_step)

    def add_session_log(self, session_log, global_step=None):
        """Adds a `tf.SessionLog`: that a session starts or ends, or has saved a checkpoint."""
        self._add_event(Event(session_log=own(session_log, SessionLog, "session_log")), global_step)

    def add_graph(self, graph, global_step=None, graph_def=None):
        """Adds a graph, which TensorBoard draws.

        Args:
          graph: a `tf.Graph`.
          global_step: the step it belongs to.
          graph_def: deprecated: a GraphDef in its place.

        Raises:
          ValueError: both are given.
          TypeError: it is none of these.
        """
        self._add_graph(graph, global_step, graph_def)

    def _add_graph(self, graph, global_step, graph_def):
        if graph is not None and graph_def is not None:
            raise ValueError("Please pass only graph, or graph_def (deprecated), but not both.")
        nodes = _nodes_of(graph if graph_def is None else graph_def)
        self._add_event(Event(graph_def=nodes.SerializeToString()), global_step)
        return nodes

    def add_meta_graph(self, meta_graph_def, global_step=None):
        """Adds a `tf.MetaGraphDef`.

        Raises:
          TypeError: it is none.
        """
        name = getattr(getattr(meta_graph_def, "DESCRIPTOR", None), "full_name", "")
        if name != MetaGraphDef.DESCRIPTOR.full_name:
            raise TypeError(
                f"meta_graph_def must be type MetaGraphDef, saw type: {type(meta_graph_def)}"
            )
        self._add_event(Event(meta_graph_def=meta_graph_def.SerializeToString()), global_step)

    def add_run_metadata(self, run_metadata, tag, global_step=None):
        """Adds what a run told about itself.

        Args:
          run_metadata: a `tf.RunMetadata`.
          tag: a text that no other of this writer has.
          global_step: the step it belongs to.

        Raises:
          ValueError: the tag was used before.
        """
        if tag in self._session_run_tags:
            raise ValueError("The provided tag was already used for this event type")
        tagged = TaggedRunMetadata(tag=tag, run_metadata=run_metadata.SerializeToString())
        self._session_run_tags.add(tag)
        self._add_event(Event(tagged_run_metadata=tagged), global_step)

    def _add_event(self, event, step):
        event.wall_time = time.time()
        if step is not None:
            event.step = int(step)
        self.event_writer.add_event(event)


def _nodes_of(graph):
    from zeal.graph_def.export import shown

    if isinstance(graph, Graph):
        return shown(graph)
    name = getattr(getattr(graph, "DESCRIPTOR", None), "full_name", "")
    if name != GraphDef.DESCRIPTOR.full_name:
        raise TypeError(
            "The passed graph must be an instance of `Graph` or the deprecated `GraphDef`"
        )
    logging.warning(
        "Passing a `GraphDef` to the SummaryWriter is deprecated. Pass a `Graph` object instead, "
        "such as `sess.graph`."
    )
    return own(graph, GraphDef, "graph_def")


def _meta_graph(nodes):
    """The MetaGraphDef of nodes alone."""
    from zeal.graph_def.meta_graph import export_meta_graph

    return export_meta_graph(graph_def=nodes, collection_list=[])


@public("summary.FileWriter")
class FileWriter(SummaryToEventTransformer):
    """Writes summaries for TensorBoard into an event file, which no other writer has.

    What a killed program loses is at most the last `max_queue` events or `flush_secs` seconds.

    Args:
      logdir: the folder, made if it is missing.
      graph: a `tf.Graph` to add, such as `session.graph`.
      max_queue: how many events may wait before they are written.
      flush_secs: how many seconds they may.
      graph_def: deprecated: a GraphDef in place of the graph.
      filename_suffix: what the file's name ends in.
      session: a Session, whose writer for this folder is shared with `tf.contrib.summary`; ops are
        added to its graph.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> import glob, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     loss = tf.summary.scalar("loss", tf.constant(0.5))
      ...     with tf.summary.FileWriter(folder, session.graph) as writer:
      ...         writer.add_summary(session.run(loss), global_step=1)
      >>> [event.step for event in tf.train.summary_iterator(glob.glob(folder + "/*")[0])]
      [0, 0, 0, 1]
    """

    def __init__(
        self,
        logdir,
        graph=None,
        max_queue=10,
        flush_secs=120,
        graph_def=None,
        filename_suffix=None,
        session=None,
    ):
        if _native.executing_eagerly():
            raise RuntimeError(
                "tf.summary.FileWriter is not compatible with eager execution. "
                "Use tf.contrib.summary instead."
            )
        if session is None:
            writer = EventFileWriter(logdir, max_queue, flush_secs, filename_suffix)
        else:
            from zeal.summary.session_writer import SessionEventWriter

            writer = SessionEventWriter(session, logdir, max_queue, flush_secs, filename_suffix)
        self._closed = False
        super().__init__(writer, graph, graph_def)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def get_logdir(self):
        """The folder."""
        return self.event_writer.get_logdir()

    def _add_event(self, event, step):
        self._warn_if_event_writer_is_closed()
        super()._add_event(event, step)

    def _warn_if_event_writer_is_closed(self):
        if self._closed:
            warnings.warn(
                "Attempting to use a closed FileWriter. The operation will be a noop unless the "
                "FileWriter is explicitly reopened.",
                stacklevel=3,
            )

    def add_event(self, event):
        """Adds an Event as it is."""
        self._warn_if_event_writer_is_closed()
        self.event_writer.add_event(event)

    def flush(self):
        """Writes what waits."""
        self._warn_if_event_writer_is_closed()
        self.event_writer.flush()

    def close(self):
        """Writes what waits and closes the file."""
        self.event_writer.close()
        self._closed = True

    def reopen(self):
        """Takes events again behind `close`; they go to a new file."""
        self.event_writer.reopen()
        self._closed = False


@public("summary.FileWriterCache")
class FileWriterCache:
    """One FileWriter per folder, for all parts of a program.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     writer = tf.summary.FileWriterCache.get(folder)
      ...     print(writer is tf.summary.FileWriterCache.get(folder))
      ...     tf.summary.FileWriterCache.clear()
      True
    """

    _cache: ClassVar[dict] = {}
    _lock = threading.RLock()

    @staticmethod
    def clear():
        """Closes and forgets them all."""
        with FileWriterCache._lock:
            for writer in FileWriterCache._cache.values():
                writer.close()
            FileWriterCache._cache = {}

    @staticmethod
    def get(logdir):
        """The FileWriter of a folder, made with the default graph at the first call."""
        with FileWriterCache._lock:
            if logdir not in FileWriterCache._cache:
                made = FileWriter(logdir, graph=get_default_graph())
                FileWriterCache._cache[logdir] = made
            return FileWriterCache._cache[logdir]
