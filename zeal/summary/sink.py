"""What a summary writer's handle stands for: where its ops put summaries, once it is open."""

import time

from zeal import _native, errors
from zeal.graph.host_call import object_of
from zeal.summary.event_file import EventFile

_record, _now = _native.summary_record, time.time


class FileSink:
    """An event file, which is there at once."""

    def __init__(self, logdir, max_queue, flush_secs, suffix):
        file = EventFile(logdir, max_queue, flush_secs, suffix)
        file.begin()
        self._add, self.flush, self.close = file.add, file.flush, file.close

    def summary(self, step, message):
        """Adds the bytes of a Summary."""
        self._add(_record(_now(), step, message))

    def event(self, message):
        """Adds the bytes of an Event."""
        self._add(_native.record_frame(message))

    def graph(self, step, message):
        """Adds the bytes of a GraphDef."""
        from zeal.messages.summary import Event

        event = Event(wall_time=time.time(), step=step, graph_def=message)
        self.event(event.SerializeToString())


class Writer:
    """The object behind a handle: closed until its initialiser has run."""

    def __init__(self, name):
        self._name, self._sink = name, None

    def open(self, make):
        """Makes the sink, unless there is one."""
        if self._sink is None:
            self._sink = make()

    @property
    def sink(self):
        """The sink.

        Raises:
          NotFoundError: the writer is not initialised.
        """
        if self._sink is None:
            raise errors.NotFoundError(
                f"Resource localhost/{self._name} does not exist: the summary writer is not "
                "initialized, or it is closed; run tf.contrib.summary."
                "summary_writer_initializer_op() first"
            )
        return self._sink

    def close(self):
        """Writes what waits, and closes the sink."""
        sink, self._sink = self.sink, None
        sink.close()

    def cancel(self):
        """The session closes."""
        if self._sink is not None:
            self.close()


def sink_of(handle):
    """The sink of the writer that a handle names."""
    return object_of(handle).sink
