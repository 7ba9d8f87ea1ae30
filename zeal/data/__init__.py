"""tf.data: input pipelines."""

from zeal.data.dataset import Dataset, Iterator

__all__ = ["Dataset", "Iterator"]
