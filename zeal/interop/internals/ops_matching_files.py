"""tensorflow.python.data.experimental.ops.matching_files: names of files."""

from zeal.data.text import matching_files_dataset as MatchingFilesDataset

__all__ = ["MatchingFilesDataset"]
