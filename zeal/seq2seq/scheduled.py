"""Helpers of training that read now and then what the decoder gave: scheduled sampling."""

from zeal import _native, nest
from zeal.dtypes import bool as bool_
from zeal.dtypes import int32
from zeal.graph.conditions import cond
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.where import where
from zeal.public import public
from zeal.rnn.sizes import swapped
from zeal.seq2seq.sampling import drawn_classes, drawn_flags, probability_of
from zeal.seq2seq.step_inputs import TrainingHelper, array_of, embedding_function
from zeal.state.scope import name_scope

api = _native.api


def _mixed(chosen, made, given):
    """Rows of `made(places)` where `chosen`, else of the inputs given."""
    places, others = (api.cast(where(x), int32) for x in (chosen, api.logical_not(chosen)))
    shape = api.shape(given)
    return api.scatter_nd(places, made(places), shape) + api.scatter_nd(
        others, gather_nd(given, others), shape
    )


@public("contrib.seq2seq.ScheduledEmbeddingTrainingHelper")
class ScheduledEmbeddingTrainingHelper(TrainingHelper):
    """A `TrainingHelper` that reads embeddings of drawn classes now and then (Bengio et al. 2015).

    Args:
      inputs, sequence_length, time_major: those of `tf.contrib.seq2seq.TrainingHelper`.
      embedding: a function of a vector of integers, or the matrix of `tf.nn.embedding_lookup`.
      sampling_probability: how often, a scalar or a vector with one for each sequence.
      seed: integer, the op seed of the classes.
      scheduling_seed: the same of the choice between both.
      name: name of the scope.

    Raises:
      ValueError: the probability is neither a scalar nor a vector.

    Example:
      >>> helper = tf.contrib.seq2seq.ScheduledEmbeddingTrainingHelper(
      ...     tf.ones([2, 5, 3]), [5, 4], tf.eye(3), 0.0)
      >>> helper.sample(0, tf.eye(3)[:2], None).numpy().tolist()
      [-1, -1]
    """

    def __init__(
        self, inputs, sequence_length, embedding, sampling_probability, time_major=False,
        seed=None, scheduling_seed=None, name=None,
    ) -> None:  # fmt: skip
        with name_scope(name or "ScheduledEmbeddingSamplingWrapper"):
            self._embedding_fn = embedding_function(embedding)
            self._sampling_probability = probability_of(sampling_probability)
            self._seed, self._scheduling_seed = seed, scheduling_seed
            super().__init__(inputs, sequence_length, time_major, name)

    def sample(self, time, outputs, state, name=None):
        """Draws a class for some sequences, and gives -1 for the others."""
        with name_scope(name or "ScheduledEmbeddingTrainingHelperSample"):
            chosen = drawn_flags(
                self._sampling_probability, self.batch_size, self._scheduling_seed
            )
            classes = drawn_classes(outputs, self._seed)
            return where(chosen, classes, api.fill(api.shape(classes), -1))

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        with name_scope(name or "ScheduledEmbeddingTrainingHelperNextInputs"):
            finished, given, state = super().next_inputs(time, outputs, state, sample_ids)
            inputs = cond(
                api.reduce_all(finished), lambda: given,
                lambda: _mixed(
                    sample_ids > -1,
                    lambda places: self._embedding_fn(gather_nd(sample_ids, places)), given,
                ),
            )  # fmt: skip
            return finished, inputs, state


@public("contrib.seq2seq.ScheduledOutputTrainingHelper")
class ScheduledOutputTrainingHelper(TrainingHelper):
    """A `TrainingHelper` that reads its own outputs now and then.

    Args:
      seed: integer, the op seed of the choice.
      next_inputs_fn: a function of outputs that gives inputs; by default they are the same.
      auxiliary_inputs: a tensor like inputs, which is read behind them at each step.
      the others: as for `ScheduledEmbeddingTrainingHelper`.

    Example:
      >>> helper = tf.contrib.seq2seq.ScheduledOutputTrainingHelper(
      ...     tf.ones([2, 5, 3]), [5, 4], 1.0)
      >>> helper.sample(0, tf.eye(3)[:2], None).numpy().tolist()
      [1, 1]
    """

    def __init__(
        self, inputs, sequence_length, sampling_probability, time_major=False, seed=None,
        next_inputs_fn=None, auxiliary_inputs=None, name=None,
    ) -> None:  # fmt: skip
        with name_scope(name or "ScheduledOutputTrainingHelper"):
            self._sampling_probability = probability_of(sampling_probability)
            self._seed, self._next_inputs_fn, self._auxiliary = seed, next_inputs_fn, None
            if auxiliary_inputs is not None:
                inputs, more = _native.convert(inputs), _native.convert(auxiliary_inputs)
                inputs = api.concat([inputs, more], -1)
                self._auxiliary = array_of(more if time_major else swapped(more))
            super().__init__(inputs, sequence_length, time_major, name)

    def sample(self, time, outputs, state, name=None):
        """Gives 1 for the sequences that read their outputs next, and 0 for the others."""
        with name_scope(name or "ScheduledOutputTrainingHelperSample"):
            chosen = drawn_flags(self._sampling_probability, self.batch_size, self._seed)
            return api.cast(chosen, int32)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        with name_scope(name or "ScheduledOutputTrainingHelperNextInputs"):
            finished, given, state = super().next_inputs(time, outputs, state, sample_ids)
            chosen = api.cast(sample_ids, bool_)
            none = api.logical_or(api.reduce_all(finished), api.logical_not(api.reduce_any(chosen)))
            inputs = cond(
                none, lambda: given, lambda: self._sampled(chosen, time + 1, outputs, given)
            )
            return finished, inputs, state

    def _sampled(self, chosen, time, outputs, given):
        def joined(values, places=None):
            if self._auxiliary is None:
                return values
            more = self._auxiliary.read(time)
            return api.concat([values, more if places is None else gather_nd(more, places)], -1)

        if self._next_inputs_fn is None:
            return nest.map_structure(lambda x, y: where(chosen, x, y), joined(outputs), given)
        return _mixed(
            chosen,
            lambda places: joined(self._next_inputs_fn(gather_nd(outputs, places)), places), given,
        )  # fmt: skip
