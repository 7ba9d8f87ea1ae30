"""Losses over batches whose size is that of all replicas."""

from zeal import _native
from zeal._native import api
from zeal.metrics.weights import aligned
from zeal.ops.array.shape import size_along
from zeal.public import public


@public("nn.compute_average_loss")
def compute_average_loss(per_example_loss, sample_weight=None, global_batch_size=None):
    """The sum of losses, divided by the number of examples.

    Args:
      per_example_loss: a tensor of rank 1 or more, with one loss for each example.
      sample_weight: what losses are multiplied by, of a shape that starts like theirs.
      global_batch_size: the divisor; the number of losses by default.

    Returns:
      A scalar.

    Raises:
      ValueError: per_example_loss is a scalar.

    Example:
      >>> tf.nn.compute_average_loss([1.0, 2.0, 3.0], global_batch_size=2).numpy()
      3.0
    """
    losses = _native.convert(per_example_loss)
    if losses.shape.ndims == 0:
        raise ValueError(
            "Invalid value passed for `per_example_loss`. Expected a tensor with at least rank 1, "
            f"got: {losses}"
        )
    dtype = losses.dtype
    if sample_weight is not None:
        losses = api.cast(losses, "float32")
        weights = aligned(losses, None, api.cast(sample_weight, "float32"))[2]
        losses = api.cast(losses * weights, dtype)
    size = size_along(losses, 0) if global_batch_size is None else global_batch_size
    return api.reduce_sum(losses) / api.cast(size, dtype)


@public("nn.scale_regularization_loss")
def scale_regularization_loss(regularization_loss):
    """The sum of a loss: there is one replica.

    Args:
      regularization_loss: a tensor.

    Returns:
      A scalar.

    Example:
      >>> tf.nn.scale_regularization_loss([1.0, 2.0]).numpy()
      3.0
    """
    return api.reduce_sum(regularization_loss)
