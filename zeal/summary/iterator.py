"""tf.train.summary_iterator: reads event files."""

import os

from zeal import _native, errors
from zeal.public import public


@public("train.summary_iterator")
def summary_iterator(path):
    """The events of an event file, one after the other.

    Args:
      path: the file.

    Returns:
      An iterator of `tf.Event` messages.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: a record of it is damaged; file and position are named.

    Example:
      >>> import glob, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default(), tf.summary.FileWriter(folder) as writer:
      ...     writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START))
      >>> [event.file_version for event in tf.train.summary_iterator(glob.glob(folder + "/*")[0])]
      ['brain.Event:2', '']
    """
    from google.protobuf.message import DecodeError

    from zeal.messages.summary import Event

    name = os.fsdecode(path)
    for start, record in _native.record_reader(os.fsencode(name), None):
        try:
            event = Event.FromString(record)
        except DecodeError:
            raise errors.DataLossError(f"the record at {start} of {name} is no Event") from None
        yield event
