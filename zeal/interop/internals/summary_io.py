"""tensorflow.python.training.summary_io: writers and readers of event files."""

from zeal.summary.file_writer import FileWriter, FileWriterCache
from zeal.summary.iterator import summary_iterator as summary_iterator

__all__ = ["SummaryWriter", "SummaryWriterCache", "summary_iterator"]

SummaryWriter, SummaryWriterCache = FileWriter, FileWriterCache
