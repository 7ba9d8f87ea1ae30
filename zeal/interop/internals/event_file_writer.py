"""tensorflow.python.summary.writer.event_file_writer: puts Event messages into a file."""

from zeal.summary.file_writer import EventFileWriter as EventFileWriter

__all__ = ["EventFileWriter"]
