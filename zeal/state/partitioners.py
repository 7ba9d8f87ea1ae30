"""What decides how many parts variables are made in."""

import math

from zeal.dtypes import string
from zeal.public import public


@public("fixed_size_partitioner")
def fixed_size_partitioner(num_shards, axis=0):
    """A partitioner that makes so many parts.

    Args:
      num_shards: int, the number of parts.
      axis: the axis to split.

    Returns:
      A function of (shape, dtype).

    Example:
      >>> tf.fixed_size_partitioner(3)(shape=tf.TensorShape([7, 2]), dtype=tf.float32)
      [3, 1]
    """

    def partitioner(shape, dtype=None):
        partitions = [1] * len(shape)
        partitions[axis] = min(num_shards, shape.as_list()[axis])
        return partitions

    return partitioner


@public("variable_axis_size_partitioner")
def variable_axis_size_partitioner(
    max_shard_bytes, axis=0, bytes_per_string_element=16, max_shards=None
):
    """A partitioner that makes parts of at most so many bytes.

    Args:
      max_shard_bytes: int, the most bytes of one part.
      axis: the axis to split.
      bytes_per_string_element: how many a string counts for.
      max_shards: the most parts, or None.

    Returns:
      A function of (shape, dtype).

    Raises:
      ValueError: a number is not positive.

    Example:
      >>> tf.variable_axis_size_partitioner(40)(shape=tf.TensorShape([7, 2]), dtype=tf.float32)
      [2, 1]
    """
    if max_shard_bytes < 1 or bytes_per_string_element < 1:
        raise ValueError("Both max_shard_bytes and bytes_per_string_element must be positive.")
    if max_shards is not None and max_shards < 1:
        raise ValueError("max_shards must be positive.")

    def partitioner(shape, dtype):
        sizes = _sizes(shape, dtype)
        element = bytes_per_string_element if dtype == string else dtype.size
        row = math.prod(sizes) // max(sizes[axis], 1) * element
        rows = max(1, max_shard_bytes // max(row, 1))
        shards = -(-sizes[axis] // rows)
        partitions = [1] * len(sizes)
        partitions[axis] = max(1, shards if max_shards is None else min(shards, max_shards))
        return partitions

    return partitioner


@public("min_max_variable_partitioner")
def min_max_variable_partitioner(
    max_partitions=1, axis=0, min_slice_size=256 << 10, bytes_per_string_element=16
):
    """A partitioner that makes as many parts as it may of at least so many bytes.

    Args:
      max_partitions: int, the most parts.
      axis: the axis to split.
      min_slice_size: int, the least bytes of one part.
      bytes_per_string_element: how many a string counts for.

    Returns:
      A function of (shape, dtype).

    Example:
      >>> split = tf.min_max_variable_partitioner(10, min_slice_size=1000)
      >>> split(shape=tf.TensorShape([70, 20]), dtype=tf.float32)
      [6, 1]
    """

    def partitioner(shape, dtype):
        sizes = _sizes(shape, dtype)
        element = bytes_per_string_element if dtype == string else dtype.size
        partitions = [1] * len(sizes)
        most = max(1, -(-math.prod(sizes) * element // min_slice_size))
        partitions[axis] = max(1, min(sizes[axis], max_partitions, most))
        return partitions

    return partitioner


def _sizes(shape, dtype):
    if not shape.is_fully_defined():
        raise ValueError("partition function requires fully-defined shape")
    return shape.as_list()
