"""tf.contrib.data: transformations for `Dataset.apply`."""

from zeal.namespace import namespace as _namespace

__all__ = ["batch_and_drop_remainder", "enumerate_dataset", "map_and_batch", "shuffle_and_repeat"]


def batch_and_drop_remainder(batch_size):
    """Batches of which the last one, if it is smaller, is left out.

    Args:
      batch_size: how many elements a batch has.

    Example:
      >>> dataset = tf.data.Dataset.range(5).apply(tf.contrib.data.batch_and_drop_remainder(2))
      >>> [b.numpy().tolist() for b in dataset]
      [[0, 1], [2, 3]]
    """
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def enumerate_dataset(start=0):
    """Pairs of a number, counted from `start`, and an element."""
    return lambda dataset: dataset.enumerate(start)


def map_and_batch(
    map_func, batch_size, num_parallel_batches=None, drop_remainder=False, num_parallel_calls=None
):
    """Batches of a function's results.

    Args:
      map_func: as `Dataset.map` takes it.
      batch_size: how many elements a batch has.
      num_parallel_batches, num_parallel_calls: accepted for compatibility; not both.
      drop_remainder: whether a smaller last batch is left out.

    Raises:
      ValueError: both num_parallel_batches and num_parallel_calls are given.

    Example:
      >>> double = tf.contrib.data.map_and_batch(lambda x: 2 * x, 2)
      >>> [b.numpy().tolist() for b in tf.data.Dataset.range(3).apply(double)]
      [[0, 2], [4]]
    """
    if num_parallel_batches is not None and num_parallel_calls is not None:
        raise ValueError(
            "The `num_parallel_batches` and `num_parallel_calls` arguments are mutually exclusive."
        )
    return lambda dataset: dataset.map(map_func).batch(batch_size, drop_remainder)


def shuffle_and_repeat(buffer_size, count=None, seed=None):
    """Epochs, each shuffled on its own.

    Args:
      buffer_size, seed: as `Dataset.shuffle` takes them.
      count: how many epochs; None or -1 for ever.

    Example:
      >>> twice = tf.contrib.data.shuffle_and_repeat(3, 2)
      >>> sorted(x.numpy() for x in tf.data.Dataset.range(2).apply(twice))
      [0, 0, 1, 1]
    """
    return lambda dataset: dataset.shuffle(buffer_size, seed).repeat(count)


__getattr__ = _namespace(__name__)
