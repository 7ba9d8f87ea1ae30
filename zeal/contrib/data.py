"""tf.contrib.data: what later became `tf.data.experimental`, and a transformation of its own."""

from zeal.namespace import namespace
from zeal.public import publish_module

publish_module(__name__)

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


__getattr__, __dir__ = namespace(__name__)
