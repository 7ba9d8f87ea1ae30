"""Losses over lists of steps, and models for sequences of several lengths."""

from zeal import _native
from zeal.ops.named import named
from zeal.ops.nn.cross_entropy import sparse_softmax_cross_entropy_with_logits
from zeal.public import public
from zeal.state.scope import get_variable_scope, name_scope, variable_scope

api = _native.api


@public("contrib.legacy_seq2seq.sequence_loss_by_example")
@named("sequence_loss_by_example")
def sequence_loss_by_example(
    logits, targets, weights, average_across_timesteps=True, softmax_loss_function=None, name=None
):
    """The weighted cross-entropy of each sequence.

    Args:
      logits: list of tensors of shape `[batch, classes]`, one for each step.
      targets: list of integer tensors of shape `[batch]`, the true classes.
      weights: list of tensors of shape `[batch]`, how much each step counts.
      average_across_timesteps: whether the sum is divided by that of the weights.
      softmax_loss_function: a function of `labels` and `logits`, in the place of
        `tf.nn.sparse_softmax_cross_entropy_with_logits`.
      name: name of the scope.

    Returns:
      A tensor of shape `[batch]`.

    Raises:
      ValueError: the lists are not of one length.

    Example:
      >>> tf.contrib.legacy_seq2seq.sequence_loss_by_example(
      ...     [tf.zeros([1, 4])] * 2, [tf.constant([3])] * 2, [tf.ones([1])] * 2).numpy()
      array([1.3862944], dtype=float32)
    """
    if len(targets) != len(logits) or len(weights) != len(logits):
        raise ValueError(
            "Lengths of logits, weights, and targets must be the same "
            f"{len(logits)}, {len(weights)}, {len(targets)}."
        )
    losses = [
        _step_loss(logit, target, softmax_loss_function) * weight
        for logit, target, weight in zip(logits, targets, weights, strict=True)
    ]
    total = api.add_n(losses)
    if average_across_timesteps:
        total = total / (api.add_n(list(weights)) + 1e-12)  # weights may all be zero
    return total


def _step_loss(logit, target, function):
    if function is not None:
        return function(labels=target, logits=logit)
    return sparse_softmax_cross_entropy_with_logits(
        labels=api.reshape(target, [-1]), logits=logit
    )


@public("contrib.legacy_seq2seq.sequence_loss")
@named("sequence_loss")
def sequence_loss(
    logits, targets, weights, average_across_timesteps=True, average_across_batch=True,
    softmax_loss_function=None, name=None,
):  # fmt: skip
    """The weighted cross-entropy of a batch of sequences.

    Args:
      the others: as for `tf.contrib.legacy_seq2seq.sequence_loss_by_example`.
      average_across_timesteps: whether a sequence's sum is divided by that of its weights.
      average_across_batch: whether the sum is divided by the number of sequences.

    Returns:
      A scalar.

    Example:
      >>> loss = tf.contrib.legacy_seq2seq.sequence_loss(
      ...     [tf.zeros([1, 4])] * 2, [tf.constant([3])] * 2, [tf.ones([1])] * 2)
      >>> round(float(loss), 4)
      1.3863
    """
    cost = api.reduce_sum(sequence_loss_by_example(
        logits, targets, weights, average_across_timesteps, softmax_loss_function
    ))  # fmt: skip
    if average_across_batch:
        return cost / api.cast(api.shape(targets[0])[0], cost.dtype)
    return cost


@public("contrib.legacy_seq2seq.model_with_buckets")
def model_with_buckets(
    encoder_inputs, decoder_inputs, targets, weights, buckets, seq2seq,
    softmax_loss_function=None, per_example_loss=False, name=None,
):  # fmt: skip
    """One model for sequences of several lengths, unrolled once for each.

    Args:
      encoder_inputs, decoder_inputs: lists of tensors, one for each step.
      targets: list of integer tensors of shape `[batch]`, the true classes.
      weights: list of tensors of shape `[batch]`, how much each step counts.
      buckets: list of pairs, how many steps encoder and decoder have; the last is the longest.
      seq2seq: a function of encoder inputs and decoder inputs, which returns outputs and states.
      softmax_loss_function: a function of `labels` and `logits`.
      per_example_loss: whether losses are those of each sequence.
      name: name of the scope.

    Returns:
      A pair of lists: for each bucket the outputs, and the loss.

    Raises:
      ValueError: a list is shorter than the last bucket.

    Example:
      >>> def model(inputs, decoder_inputs):
      ...     return [tf.one_hot(x, 3) for x in decoder_inputs], None
      >>> steps = [tf.constant([1]), tf.constant([2])]
      >>> outputs, losses = tf.contrib.legacy_seq2seq.model_with_buckets(
      ...     steps, steps, steps, [tf.ones([1])] * 2, [(1, 1), (2, 2)], model)
      >>> [len(x) for x in outputs], len(losses)
      ([1, 2], 2)
    """
    longest = buckets[-1]
    for what, given, least, last in (
        ("encoder_inputs", encoder_inputs, longest[0], "last bucket"),
        ("targets", targets, longest[1], "last bucket"),
        ("weights", weights, longest[1], "last bucket"),
    ):
        if len(given) < least:
            raise ValueError(
                f"Length of {what} ({len(given)}) must be at least that of {last} ({least})."
            )
    function = sequence_loss_by_example if per_example_loss else sequence_loss
    outputs, losses = [], []
    with name_scope(name, "model_with_buckets"):
        for steps, (read, written) in enumerate(buckets):
            with variable_scope(get_variable_scope(), reuse=True if steps else None):
                found, _ = seq2seq(encoder_inputs[:read], decoder_inputs[:written])
                outputs.append(found)
                losses.append(function(
                    found, targets[:written], weights[:written],
                    softmax_loss_function=softmax_loss_function,
                ))  # fmt: skip
    return outputs, losses
