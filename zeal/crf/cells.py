"""Cells that walk along the chain of a CRF: forwards, for the best tags, and back along them."""

from typing import Any

from zeal import _native
from zeal.ops.array.gather import gather_nd
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.public import public
from zeal.rnn.cell import RNNCell

api = _native.api


def before_last(lengths):
    """How many steps follow the first one, of sequences that may be empty."""
    return api.maximum(_native.convert(0, lengths.dtype), lengths - 1)


class _OverTransitions(RNNCell):
    """A cell whose state has a number for each tag."""

    def __init__(self, transition_params) -> None:
        super().__init__()
        transitions = _native.convert(transition_params)
        self._tags = transitions.shape._at(0)
        self._transitions = api.expand_dims(transitions, 0)

    @property
    def state_size(self) -> int:
        """The number of tags."""
        return self._tags

    output_size = state_size

    def _reached(self, state):
        """Scores of shape `[batch, tag before, tag behind]`."""
        return api.expand_dims(state, 2) + self._transitions


@public("contrib.crf.CrfForwardRnnCell")
class CrfForwardRnnCell(_OverTransitions):
    """A cell whose state is the logarithm of the sums over all ways to each tag.

    Args:
      transition_params: floating tensor of shape `[tags, tags]`.

    Source: http://www.cs.columbia.edu/~mcollins/fb.pdf

    Example:
      >>> cell = tf.contrib.crf.CrfForwardRnnCell(tf.zeros([2, 2]))
      >>> cell(tf.ones([1, 2]), tf.zeros([1, 2]))[0].numpy()
      array([[1.6931472, 1.6931472]], dtype=float32)
    """

    def __call__(self, inputs, state, scope=None) -> Any:
        """One step: of unary scores and a state of shape `[batch, tags]`, twice the new state."""
        state = inputs + reduce_logsumexp(self._reached(state), 1)
        return state, state


@public("contrib.crf.CrfDecodeForwardRnnCell")
class CrfDecodeForwardRnnCell(_OverTransitions):
    """A cell whose state is the score of the best way to each tag.

    Args:
      transition_params: floating tensor of shape `[tags, tags]`.

    Example:
      >>> cell = tf.contrib.crf.CrfDecodeForwardRnnCell(tf.constant([[0.0, 2.0], [1.0, 0.0]]))
      >>> before, score = cell(tf.zeros([1, 2]), tf.zeros([1, 2]))
      >>> before.numpy().tolist(), score.numpy().tolist()
      ([[1, 0]], [[1.0, 2.0]])
    """

    def __call__(self, inputs, state, scope=None) -> Any:
        """One step: of unary scores and a state of shape `[batch, tags]`, tags before and state."""
        reached = self._reached(state)
        return api.argmax(reached, 1, output_type="int32"), inputs + api.reduce_max(reached, 1)


@public("contrib.crf.CrfDecodeBackwardRnnCell")
class CrfDecodeBackwardRnnCell(RNNCell):
    """A cell that goes back from tag to tag, along what `CrfDecodeForwardRnnCell` found.

    Args:
      num_tags: the number of tags.

    Example:
      >>> cell = tf.contrib.crf.CrfDecodeBackwardRnnCell(2)
      >>> cell(tf.constant([[1, 0]]), tf.constant([[1]]))[0].numpy().tolist()
      [[0]]
    """

    def __init__(self, num_tags) -> None:
        super().__init__()
        self._tags = num_tags

    @property
    def state_size(self) -> int:
        """One: a tag."""
        return 1

    output_size = state_size

    def __call__(self, inputs, state, scope=None) -> Any:
        """One step: of tags before each tag, `[batch, tags]`, and a tag, `[batch, 1]`."""
        tags = gather_nd(inputs, state, batch_dims=1)
        tags = api.expand_dims(tags, 1)
        return tags, tags
