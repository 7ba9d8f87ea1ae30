"""The best sequence of tags of a linear-chain CRF."""

import numpy as np

from zeal import _native
from zeal.crf.cells import (
    CrfDecodeBackwardRnnCell,
    CrfDecodeForwardRnnCell,
    before_last,
)
from zeal.ops.array.pad import pad
from zeal.ops.array.reorder import reverse_sequence
from zeal.public import public
from zeal.rnn.dynamic import dynamic_rnn

api = _native.api


@public("contrib.crf.viterbi_decode")
def viterbi_decode(score, transition_params):
    """The best sequence of tags, of NumPy arrays.

    Args:
      score: array of shape `[time, tags]`, the unary scores.
      transition_params: array of shape `[tags, tags]`.

    Returns:
      A pair: the list of tags, and their score.

    Source: Viterbi's algorithm.

    Example:
      >>> tags, score = tf.contrib.crf.viterbi_decode(np.eye(2), np.array([[0.0, 3.0], [0.0, 0.0]]))
      >>> [int(t) for t in tags], float(score)
      ([0, 1], 5.0)
    """
    score, transitions = np.asarray(score), np.asarray(transition_params)
    best, before = score[0], []
    for step in score[1:]:
        reached = best[:, None] + transitions
        before.append(reached.argmax(0))
        best = (step + reached.max(0)).astype(score.dtype)
    tags = [best.argmax()]
    for places in reversed(before):
        tags.append(places[tags[-1]])
    return tags[::-1], best.max()


@public("contrib.crf.crf_decode")
def crf_decode(potentials, transition_params, sequence_length):
    """The best sequences of tags, of tensors.

    Args:
      potentials: floating tensor of shape `[batch, time, tags]`, the unary scores.
      transition_params: floating tensor of shape `[tags, tags]`; the number must be known.
      sequence_length: integers of shape `[batch]`, how many steps of each sequence count.

    Returns:
      A pair: int32 tags of shape `[batch, time]`, 0 behind the end of a sequence, and scores of
      shape `[batch]`.

    Source: Viterbi's algorithm.

    Example:
      >>> tags, score = tf.contrib.crf.crf_decode(
      ...     [[[1.0, 0.0], [0.0, 1.0]]], [[0.0, 3.0], [0.0, 0.0]], [2])
      >>> tags.numpy().tolist(), score.numpy().tolist()
      ([[0, 1]], [5.0])
    """
    potentials, lengths = _native.convert(potentials), _native.convert(sequence_length)
    steps = before_last(lengths)
    forward = CrfDecodeForwardRnnCell(transition_params)
    # A step more than there are: loops over no step at all do not know the shape of its outputs.
    rest = pad(potentials[:, 1:], [[0, 0], [0, 1], [0, 0]])
    before, scores = dynamic_rnn(forward, rest, steps, potentials[:, 0], "int32")
    last = api.expand_dims(api.argmax(scores, 1, output_type="int32"), 1)
    backward = CrfDecodeBackwardRnnCell(forward.state_size)
    tags, _ = dynamic_rnn(backward, reverse_sequence(before, steps, 1), steps, last, "int32")
    tags = api.concat([last, api.squeeze(tags, [2])], 1)[:, :-1]
    return reverse_sequence(tags, lengths, 1), api.reduce_max(scores, 1)
