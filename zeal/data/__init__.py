"""tf.data: input pipelines."""

from zeal.data.dataset import Dataset, Iterator
from zeal.data.records import FixedLengthRecordDataset
from zeal.namespace import namespace as _namespace

__all__ = ["Dataset", "FixedLengthRecordDataset", "Iterator"]

__getattr__ = _namespace(__name__)
