"""Small functions of `tf.contrib.rnn`."""

from zeal import _native
from zeal.public import public
from zeal.rnn.sizes import batch_size_of, swapped


@public("contrib.rnn.transpose_batch_time")
def transpose_batch_time(x):
    """A tensor with its first two axes changed for one another.

    Args:
      x: a tensor; of rank 0 or 1, it stays.

    Returns:
      A tensor.

    Example:
      >>> tf.contrib.rnn.transpose_batch_time(tf.zeros([2, 3, 4])).shape.as_list()
      [3, 2, 4]
    """
    return swapped(_native.convert(x))


@public("contrib.rnn.best_effort_input_batch_size")
def best_effort_input_batch_size(flat_input):
    """The length of the second axis of some tensors.

    Args:
      flat_input: a list of tensors of shape `[time, batch, ...]`.

    Returns:
      An int where a tensor's shape tells it, else a scalar tensor.

    Raises:
      ValueError: a tensor is of rank below 2.

    Example:
      >>> tf.contrib.rnn.best_effort_input_batch_size([tf.zeros([2, 3, 4])])
      3
    """
    return batch_size_of(list(flat_input))
