"""tf.data: input pipelines."""

from zeal.data.dataset import Dataset, Iterator

__all__ = ["Dataset", "Iterator"]


def __getattr__(name):
    from zeal.not_built import missing

    raise missing("data", name)
