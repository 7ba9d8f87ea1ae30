"""tf.contrib.data: what later became `tf.data.experimental`, and a transformation of its own."""

from zeal.data.experimental import (
    AUTOTUNE,
    Counter,
    enumerate_dataset,
    get_single_element,
    ignore_errors,
    map_and_batch,
    scan,
    shuffle_and_repeat,
    unbatch,
    unique,
)
from zeal.namespace import namespace as _namespace

__all__ = [
    "AUTOTUNE", "Counter", "batch_and_drop_remainder", "enumerate_dataset", "get_single_element",
    "ignore_errors", "map_and_batch", "scan", "shuffle_and_repeat", "unbatch", "unique",
]  # fmt: skip


def batch_and_drop_remainder(batch_size):
    """A transformation to `batch` that leaves out a smaller last batch.

    Args:
      batch_size: how many elements a batch has.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> dataset = tf.data.Dataset.range(5).apply(tf.contrib.data.batch_and_drop_remainder(2))
      >>> [b.numpy().tolist() for b in dataset]
      [[0, 1], [2, 3]]
    """
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


__getattr__ = _namespace(__name__)
