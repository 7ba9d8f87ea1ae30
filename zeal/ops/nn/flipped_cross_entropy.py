"""tf.contrib.nn.deprecated_flipped_...: cross entropies whose first argument is the logits."""

from zeal.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from zeal.public import public


@public("contrib.nn.deprecated_flipped_softmax_cross_entropy_with_logits")
def deprecated_flipped_softmax_cross_entropy_with_logits(logits, labels, dim=-1, name=None):
    """`tf.nn.softmax_cross_entropy_with_logits` with logits first.

    Args:
      logits, labels, dim, name: its arguments.

    Returns:
      A tensor with one loss per distribution.

    Example:
      >>> loss = tf.contrib.nn.deprecated_flipped_softmax_cross_entropy_with_logits
      >>> loss([[0.0, 0.0]], [[1.0, 0.0]]).numpy().round(3).tolist()
      [0.693]
    """
    return softmax_cross_entropy_with_logits(labels=labels, logits=logits, dim=dim, name=name)


@public("contrib.nn.deprecated_flipped_sparse_softmax_cross_entropy_with_logits")
def deprecated_flipped_sparse_softmax_cross_entropy_with_logits(logits, labels, name=None):
    """`tf.nn.sparse_softmax_cross_entropy_with_logits` with logits first.

    Args:
      logits, labels, name: its arguments.

    Returns:
      A tensor with one loss per label.

    Example:
      >>> loss = tf.contrib.nn.deprecated_flipped_sparse_softmax_cross_entropy_with_logits
      >>> loss([[0.0, 0.0]], [1]).numpy().round(3).tolist()
      [0.693]
    """
    return sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits, name=name)


@public("contrib.nn.deprecated_flipped_sigmoid_cross_entropy_with_logits")
def deprecated_flipped_sigmoid_cross_entropy_with_logits(logits, targets, name=None):
    """`tf.nn.sigmoid_cross_entropy_with_logits` with logits first.

    Args:
      logits, targets, name: its arguments; targets are the labels.

    Returns:
      A tensor of the shape of logits.

    Example:
      >>> loss = tf.contrib.nn.deprecated_flipped_sigmoid_cross_entropy_with_logits
      >>> loss([0.0], [1.0]).numpy().round(3).tolist()
      [0.693]
    """
    return sigmoid_cross_entropy_with_logits(labels=targets, logits=logits, name=name)
