"""tf.data: input pipelines."""

from zeal.data.dataset import Dataset, Iterator
from zeal.data.records import FixedLengthRecordDataset

__all__ = ["Dataset", "FixedLengthRecordDataset", "Iterator"]


def __getattr__(name):
    from zeal.not_built import missing

    raise missing("data", name)
