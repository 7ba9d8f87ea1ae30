"""Summaries of how full the queues of input pipelines are, as TensorFlow adds them to graphs."""

from zeal._native import api
from zeal.data.pending import known
from zeal.dtypes import float32
from zeal.summary.ops import scalar


def summarize(queue, name, capacity):
    """Summarises the share of a queue's room that is taken.

    Args:
      queue: the queue.
      name: the summary's name.
      capacity: how many elements it has room for; one that the run tells is not summarised.
    """
    if known(capacity) is not None:
        scalar(name, api.cast(queue.size(), float32) * (1.0 / known(capacity)))


def of(capacity):
    """The name of such a summary."""
    return f"fraction_of_{known(capacity)}_full"


def summarize_over(queue, capacity, least):
    """The same of what lies over the least number that a mixed queue keeps."""
    size, kept = known(capacity), known(least)
    if size is None or kept is None:
        return
    full = api.cast(api.maximum(0, queue.size() - kept), float32) * (1.0 / (size - kept))
    scalar(f"fraction_over_{kept}_of_{size - kept}_full", full)
