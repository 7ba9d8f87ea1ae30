"""The event file of a FileWriter that belongs to a session: written by ops of its graph."""

from zeal.dtypes import string
from zeal.graph.placeholder import placeholder
from zeal.messages.build import own
from zeal.messages.summary import Event
from zeal.summary.writers import create_file_writer
from zeal.summary.written import write_event


class SessionEventWriter:
    """Puts Event messages into the event file that a session has for a folder.

    Args:
      session: the Session, to whose graph ops are added.
      logdir: the folder.
      max_queue, flush_secs, filename_suffix: as for `tf.summary.FileWriter`; without effect where
        the session has a writer for this folder.
    """

    def __init__(self, session, logdir, max_queue=10, flush_secs=120, filename_suffix=None):
        self._session, self._logdir, self._closed = session, logdir, False
        with session.graph.as_default(), session.graph.name_scope("filewriter"):
            writer = create_file_writer(
                logdir, max_queue, int(flush_secs * 1000), filename_suffix or ""
            )
            self._event = placeholder(string, [])
            self._add = write_event(writer._resource, self._event)
            self._init, self._flush, self._close = writer.init(), writer.flush(), writer.close()
        session.run(self._init)

    def get_logdir(self):
        """The folder."""
        return self._logdir

    def add_event(self, event):
        """Adds an Event; none while the writer is closed."""
        if not self._closed:
            message = own(event, Event, "event").SerializeToString()
            self._session.run(self._add, {self._event: message})

    def flush(self):
        """Writes what waits."""
        self._session.run(self._flush)

    def close(self):
        """Writes what waits and closes the file."""
        if not self._closed:
            self._session.run(self._close)
            self._closed = True

    def reopen(self):
        """Takes events again, which go to a new file."""
        if self._closed:
            self._session.run(self._init)
            self._closed = False
