"""tf.train.summary_iterator: reads event files."""

import os
import struct

from zeal import _native, errors
from zeal.local_files import call
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

    name = os.fspath(path)
    for start, record in _records(name):
        try:
            event = Event.FromString(record)
        except DecodeError:
            raise errors.DataLossError(f"the record at {start} of {name} is no Event") from None
        yield event


def _records(path):
    """Pairs of a record's position and its bytes; a header that is cut is the end."""
    with call(open, path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        while len(header := file.read(12)) == 12:
            start = file.tell() - 12
            (length,) = struct.unpack_from("<Q", header)
            whole = _is_sound(header[:8], header[8:])
            if whole and length + 4 > size - file.tell():  # before memory is asked for
                raise errors.DataLossError(f"truncated record at {start} of {path}")
            record = file.read(length) if whole else b""
            if not whole or not _is_sound(record, file.read(4)):
                raise errors.DataLossError(f"corrupted record at {start} of {path}")
            yield start, record


def _is_sound(data, checksum):
    crc = _native.crc32c(data)
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    return masked == int.from_bytes(checksum, "little")
