"""How well sequences of tags fit, and how probable a linear-chain CRF finds them."""

from zeal import _native
from zeal.crf.cells import CrfForwardRnnCell, before_last
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.range import range as indices_below
from zeal.ops.array.where import sequence_mask, where
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.public import public
from zeal.rnn.dynamic import dynamic_rnn
from zeal.state.variable import get_variable

api = _native.api


@public("contrib.crf.crf_unary_score")
def crf_unary_score(tag_indices, sequence_lengths, inputs):
    """The sum of the scores that each sequence's tags have by themselves.

    Args:
      tag_indices: int32 or int64 tensor of shape `[batch, time]`, the tags.
      sequence_lengths: integers of shape `[batch]`, how many steps of each sequence count.
      inputs: floating tensor of shape `[batch, time, tags]`, the unary scores.

    Returns:
      A tensor of shape `[batch]`.

    Example:
      >>> tf.contrib.crf.crf_unary_score([[1, 0]], [2], [[[1.0, 2.0], [4.0, 8.0]]]).numpy()
      array([6.], dtype=float32)
    """
    tags, inputs = _native.convert(tag_indices), _native.convert(inputs)
    shape = api.shape(inputs)
    steps = api.reshape(indices_below(shape[0] * shape[1]), shape[:2]) * shape[2]
    scores = api.gather(api.reshape(inputs, [-1]), api.cast(steps, tags.dtype) + tags)
    return api.reduce_sum(scores * _counted(tags, sequence_lengths, inputs.dtype), 1)


@public("contrib.crf.crf_binary_score")
def crf_binary_score(tag_indices, sequence_lengths, transition_params):
    """The sum of the scores of each sequence's steps from tag to tag.

    Args:
      tag_indices: int32 or int64 tensor of shape `[batch, time]`, the tags.
      sequence_lengths: integers of shape `[batch]`, how many steps of each sequence count.
      transition_params: floating tensor of shape `[tags, tags]`: a row for the tag before, a
        column for the one behind.

    Returns:
      A tensor of shape `[batch]`.

    Example:
      >>> tf.contrib.crf.crf_binary_score([[1, 0, 0]], [3], [[1.0, 2.0], [4.0, 8.0]]).numpy()
      array([5.], dtype=float32)
    """
    tags, transitions = _native.convert(tag_indices), _native.convert(transition_params)
    count = api.cast(api.shape(transitions)[0], tags.dtype)
    places = tags[:, :-1] * count + tags[:, 1:]
    scores = api.gather(api.reshape(transitions, [-1]), places)
    counted = _counted(tags, sequence_lengths, transitions.dtype)
    return api.reduce_sum(scores * counted[:, 1:], 1)


def _counted(tags, lengths, dtype):
    """One where a step counts, zero behind a sequence's end."""
    return sequence_mask(lengths, api.shape(tags)[1], dtype)


@public("contrib.crf.crf_sequence_score")
def crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params):
    """The score of sequences of tags, which is no probability yet.

    Args:
      inputs, tag_indices, sequence_lengths: as for `tf.contrib.crf.crf_unary_score`.
      transition_params: floating tensor of shape `[tags, tags]`.

    Returns:
      A tensor of shape `[batch]`; 0 where nothing counts.

    Example:
      >>> tf.contrib.crf.crf_sequence_score(
      ...     [[[1.0, 2.0], [4.0, 8.0]]], [[1, 0]], [2], [[1.0, 2.0], [4.0, 8.0]]).numpy()
      array([10.], dtype=float32)
    """
    return crf_unary_score(tag_indices, sequence_lengths, inputs) + crf_binary_score(
        tag_indices, sequence_lengths, transition_params
    )


@public("contrib.crf.crf_multitag_sequence_score")
def crf_multitag_sequence_score(inputs, tag_bitmap, sequence_lengths, transition_params):
    """The score of all sequences of tags that a table of possible ones allows.

    Args:
      inputs: floating tensor of shape `[batch, time, tags]`, the unary scores.
      tag_bitmap: bool tensor of the same shape: which tags are possible.
      sequence_lengths: integers of shape `[batch]`, how many steps of each sequence count.
      transition_params: floating tensor of shape `[tags, tags]`.

    Returns:
      A tensor of shape `[batch]`: the logarithm of the sum of all exponentials of
      `crf_sequence_score`.

    Example:
      >>> tf.contrib.crf.crf_multitag_sequence_score(
      ...     [[[1.0, 2.0], [4.0, 8.0]]], [[[False, True], [True, False]]], [2],
      ...     [[1.0, 2.0], [4.0, 8.0]]).numpy()
      array([10.], dtype=float32)
    """
    inputs = _native.convert(inputs)
    never = api.fill(api.shape(inputs), _native.convert(float("-inf"), inputs.dtype))
    return crf_log_norm(where(tag_bitmap, inputs, never), sequence_lengths, transition_params)


@public("contrib.crf.crf_log_norm")
def crf_log_norm(inputs, sequence_lengths, transition_params):
    """The logarithm of the sum of the exponentials of all sequences' scores.

    Args:
      inputs: floating tensor of shape `[batch, time, tags]`, the unary scores.
      sequence_lengths: integers of shape `[batch]`, how many steps of each sequence count.
      transition_params: floating tensor of shape `[tags, tags]`; the number must be known.

    Returns:
      A tensor of shape `[batch]`; 0 where nothing counts.

    Source: the forward algorithm, http://www.cs.columbia.edu/~mcollins/fb.pdf

    Example:
      >>> tf.contrib.crf.crf_log_norm([[[0.0, 0.0], [0.0, 0.0]]], [2], tf.zeros([2, 2])).numpy()
      array([1.3862944], dtype=float32)
    """
    inputs, lengths = _native.convert(inputs), _native.convert(sequence_lengths)
    _, alphas = dynamic_rnn(
        CrfForwardRnnCell(transition_params), inputs[:, 1:], before_last(lengths),
        inputs[:, 0], inputs.dtype,
    )  # fmt: skip
    norm = reduce_logsumexp(alphas, 1)
    return where(lengths <= 0, zeros_like(norm), norm)


@public("contrib.crf.crf_log_likelihood")
def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params=None):
    """The logarithm of the probability that a linear-chain CRF gives to sequences of tags.

    Args:
      inputs: floating tensor of shape `[batch, time, tags]`, the unary scores; the number of tags
        must be known.
      tag_indices: int32 or int64 tensor of shape `[batch, time]`, the tags.
      sequence_lengths: integers of shape `[batch]`, how many steps of each sequence count.
      transition_params: tensor of shape `[tags, tags]`; by default a variable "transitions".

    Returns:
      A pair: a tensor of shape `[batch]`, and the transition_params.

    Example:
      >>> likelihood, _ = tf.contrib.crf.crf_log_likelihood(
      ...     tf.zeros([1, 2, 2]), [[1, 0]], [2], tf.zeros([2, 2]))
      >>> likelihood.numpy()
      array([-1.3862944], dtype=float32)
    """
    inputs = _native.convert(inputs)
    if transition_params is None:
        tags = inputs.shape._at(2)
        transition_params = get_variable("transitions", [tags, tags], inputs.dtype)
    scores = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return scores - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params
