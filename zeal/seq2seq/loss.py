"""tf.contrib.seq2seq.sequence_loss."""

from zeal import _native
from zeal.ops.math.reduction import count_nonzero
from zeal.ops.nn.cross_entropy import sparse_softmax_cross_entropy_with_logits
from zeal.public import public
from zeal.state.scope import name_scope

api = _native.api

_RANKS = (
    (3, "Logits must be a [batch_size x sequence_length x logits] tensor"),
    (2, "Targets must be a [batch_size x sequence_length] tensor"),
    (2, "Weights must be a [batch_size x sequence_length] tensor"),
)


@public("contrib.seq2seq.sequence_loss")
def sequence_loss(
    logits, targets, weights, average_across_timesteps=True, average_across_batch=True,
    sum_over_timesteps=False, sum_over_batch=False, softmax_loss_function=None, name=None,
):  # fmt: skip
    """Computes the weighted cross-entropy of sequences of logits.

    Args:
      logits: tensor of shape `[batch, time, classes]`.
      targets: integer tensor of shape `[batch, time]`, the true classes.
      weights: tensor of shape `[batch, time]`, how much each step counts; 0 for padding.
      average_across_timesteps, average_across_batch: whether the axis is summed and divided by the
        sum of weights.
      sum_over_timesteps, sum_over_batch: whether it is summed and divided by the number of weights
        that are not 0.
      softmax_loss_function: a function of `labels` and `logits`, in the place of
        `tf.nn.sparse_softmax_cross_entropy_with_logits`.
      name: name of the scope.

    Returns:
      A scalar, or a tensor of shape `[batch]`, `[time]` or `[batch, time]`: the axes that are
      neither averaged nor summed.

    Raises:
      ValueError: a rank does not fit, or an axis is to be averaged and summed.

    Example:
      >>> loss = tf.contrib.seq2seq.sequence_loss(
      ...     tf.zeros([2, 3, 4]), tf.zeros([2, 3], tf.int32), tf.ones([2, 3]))
      >>> round(float(loss), 4)
      1.3863
    """
    given = [_native.convert(x) for x in (logits, targets, weights)]
    for tensor, (rank, words) in zip(given, _RANKS, strict=True):
        if tensor.shape.ndims not in (None, rank):
            raise ValueError(f"{words}, but got shape {tensor.shape}")
    for axis, average, total in (
        ("timesteps", average_across_timesteps, sum_over_timesteps),
        ("batch", average_across_batch, sum_over_batch),
    ):
        if average and total:
            raise ValueError(
                f"average_across_{axis} and sum_over_{axis} cannot be set to True at same time."
            )
    with name_scope(name, "sequence_loss", given):
        logits, targets, weights = given
        flat = api.reshape(logits, [-1, api.shape(logits)[2]])
        function = softmax_loss_function or sparse_softmax_cross_entropy_with_logits
        losses = function(labels=api.reshape(targets, [-1]), logits=flat)
        losses = losses * api.reshape(weights, [-1])
        both = average_across_timesteps and average_across_batch
        if both or sum_over_timesteps and sum_over_batch:
            return _shared(losses, weights, None, both)
        losses = api.reshape(losses, api.shape(logits)[:2])
        if average_across_timesteps or average_across_batch:
            return _shared(losses, weights, 0 if average_across_batch else 1, True)
        if sum_over_timesteps or sum_over_batch:
            return _shared(losses, weights, 0 if sum_over_batch else 1, False)
        return losses


def _shared(losses, weights, axis, by_weight):
    """Sums divided by those of weights, or by their number."""
    if by_weight:
        share = api.reduce_sum(weights, axis)
    else:
        share = api.cast(count_nonzero(weights, axis), losses.dtype)
    return api.div_no_nan(api.reduce_sum(losses, axis), share)
