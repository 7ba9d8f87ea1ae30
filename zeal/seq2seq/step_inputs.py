"""Helpers of decoders: what is read at each step, and what becomes of its output."""

from typing import Any

from zeal import _native, nest
from zeal.dtypes import as_dtype, int32
from zeal.graph.conditions import cond
from zeal.graph.tensor_array import TensorArray
from zeal.ops.array.fill import zeros_like
from zeal.ops.nn.embedding import embedding_lookup
from zeal.public import public
from zeal.rnn.sizes import swapped
from zeal.seq2seq.sampling import drawn_classes
from zeal.state.scope import name_scope
from zeal.tensor_shape import as_shape

api = _native.api


@public("contrib.seq2seq.Helper")
class Helper:
    """What a decoder asks for its inputs.

    A subclass has `batch_size`, `sample_ids_shape`, `sample_ids_dtype`, and

    - `initialize()`, which gives a boolean vector of the sequences that have ended and the first
      inputs,
    - `sample(time, outputs, state)`, which gives what is chosen by a step's outputs,
    - `next_inputs(time, outputs, state, sample_ids)`, which gives the ended ones, the next inputs
      and the state.

    Example:
      >>> issubclass(tf.contrib.seq2seq.TrainingHelper, tf.contrib.seq2seq.Helper)
      True
    """

    @property
    def batch_size(self) -> Any:
        """The number of sequences."""
        raise NotImplementedError("batch_size has not been implemented")

    @property
    def sample_ids_shape(self) -> Any:
        """The shape of what is chosen for one sequence."""
        raise NotImplementedError("sample_ids_shape has not been implemented")

    @property
    def sample_ids_dtype(self) -> Any:
        """Its dtype."""
        raise NotImplementedError("sample_ids_dtype has not been implemented")

    def initialize(self, name=None):
        """Gives the sequences that have ended, and the first inputs."""
        raise NotImplementedError("initialize has not been implemented")

    def sample(self, time, outputs, state, name=None):
        """Gives what is chosen by a step's outputs."""
        raise NotImplementedError("sample has not been implemented")

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Gives the sequences that have ended, the next inputs, and the state."""
        raise NotImplementedError("next_inputs has not been implemented")


class IntegerHelper(Helper):
    """A helper that chooses an int32 for each sequence."""

    @property
    def batch_size(self) -> Any:
        """The number of sequences, a scalar tensor."""
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        """A scalar's."""
        return as_shape([])

    @property
    def sample_ids_dtype(self) -> Any:
        """int32."""
        return int32


@public("contrib.seq2seq.CustomHelper")
class CustomHelper(Helper):
    """A helper of functions.

    Args:
      initialize_fn, sample_fn, next_inputs_fn: functions that do what a `Helper`'s methods do,
        called by keyword.
      sample_ids_shape: the shape of what is chosen for a sequence; a scalar's by default.
      sample_ids_dtype: its dtype; int32 by default.

    Example:
      >>> helper = tf.contrib.seq2seq.CustomHelper(
      ...     lambda: (tf.zeros([2], tf.bool), tf.ones([2, 3])), None, None)
      >>> _ = helper.initialize()
      >>> int(helper.batch_size)
      2
    """

    def __init__(
        self, initialize_fn, sample_fn, next_inputs_fn, sample_ids_shape=None,
        sample_ids_dtype=None,
    ) -> None:  # fmt: skip
        self._initialize_fn, self._sample_fn = initialize_fn, sample_fn
        self._next_inputs_fn, self._batch_size = next_inputs_fn, None
        self._shape, self._dtype = as_shape(sample_ids_shape or []), sample_ids_dtype or int32

    @property
    def batch_size(self) -> Any:
        """The number of sequences, a scalar tensor; known once `initialize` ran."""
        if self._batch_size is None:
            raise ValueError("batch_size accessed before initialize was called")
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        return self._shape

    @property
    def sample_ids_dtype(self) -> Any:
        return self._dtype

    def initialize(self, name=None):
        """Gives what `initialize_fn` does."""
        with name_scope(name or f"{type(self).__name__}Initialize"):
            finished, inputs = self._initialize_fn()
            if self._batch_size is None:
                self._batch_size = api.size(finished)
        return finished, inputs

    def sample(self, time, outputs, state, name=None):
        """Gives what `sample_fn` does."""
        with name_scope(name or f"{type(self).__name__}Sample"):
            return self._sample_fn(time=time, outputs=outputs, state=state)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Gives what `next_inputs_fn` does."""
        with name_scope(name or f"{type(self).__name__}NextInputs"):
            return self._next_inputs_fn(
                time=time, outputs=outputs, state=state, sample_ids=sample_ids
            )


@public("contrib.seq2seq.TrainingHelper")
class TrainingHelper(IntegerHelper):
    """A helper that reads given inputs, whatever the outputs.

    Args:
      inputs: a tensor of shape `[batch, time, ...]`, or a structure of them.
      sequence_length: int32 vector, the steps of each sequence.
      time_major: whether the first axis of inputs is time.
      name: name of the scope.

    Raises:
      ValueError: sequence_length is no vector.

    Example:
      >>> helper = tf.contrib.seq2seq.TrainingHelper(tf.ones([2, 5, 3]), [5, 4])
      >>> finished, inputs = helper.initialize()
      >>> inputs.shape.as_list()
      [2, 3]
    """

    def __init__(self, inputs, sequence_length, time_major=False, name=None) -> None:
        with name_scope(name or "TrainingHelper"):
            self._inputs = inputs = nest.map_structure(_native.convert, inputs)
            inputs = inputs if time_major else nest.map_structure(swapped, inputs)
            self._input_tas = nest.map_structure(array_of, inputs)
            self._sequence_length = _native.convert(sequence_length)
            if self._sequence_length.shape.ndims != 1:
                raise ValueError(
                    "Expected sequence_length to be a vector, but received shape: "
                    f"{self._sequence_length.shape}"
                )
            self._zero_inputs = nest.map_structure(lambda x: zeros_like(x[0]), inputs)
            self._batch_size = api.size(self._sequence_length)

    @property
    def inputs(self) -> Any:
        """The inputs as they were given."""
        return self._inputs

    @property
    def sequence_length(self) -> Any:
        """The steps of each sequence."""
        return self._sequence_length

    def initialize(self, name=None):
        """Gives the empty sequences, and the first inputs."""
        with name_scope(name or "TrainingHelperInitialize"):
            return self._read(0)

    def sample(self, time, outputs, state=None, name=None):
        """Gives the likeliest class of each sequence."""
        with name_scope(name or "TrainingHelperSample"):
            return api.cast(api.argmax(outputs, -1), int32)

    def next_inputs(self, time, outputs, state, sample_ids=None, name=None):
        """Gives the sequences that end here, the inputs of the next step, and the state."""
        with name_scope(name or "TrainingHelperNextInputs"):
            return *self._read(time + 1), state

    def _read(self, time):
        finished = self._sequence_length <= time
        inputs = cond(
            api.reduce_all(finished), lambda: self._zero_inputs,
            lambda: nest.map_structure(lambda array: array.read(time), self._input_tas),
        )  # fmt: skip
        return finished, inputs


def array_of(tensor):
    """A `tf.TensorArray` of the rows of a tensor."""
    array = TensorArray(
        tensor.dtype, api.shape(tensor)[0], element_shape=tensor.shape[1:], clear_after_read=False
    )
    return array.unstack(tensor)


@public("contrib.seq2seq.GreedyEmbeddingHelper")
class GreedyEmbeddingHelper(IntegerHelper):
    """A helper that chooses the likeliest class and reads its embedding next.

    Args:
      embedding: a function of a vector of integers, or the matrix of `tf.nn.embedding_lookup`.
      start_tokens: int32 vector, the classes before the first step.
      end_token: int32 scalar, the class that ends a sequence.

    Raises:
      ValueError: start_tokens is no vector, or end_token no scalar.

    Example:
      >>> helper = tf.contrib.seq2seq.GreedyEmbeddingHelper(tf.eye(3), [0, 0], 2)
      >>> helper.sample(0, tf.constant([[0.1, 0.9, 0.0], [0.0, 0.0, 1.0]]), None).numpy().tolist()
      [1, 2]
    """

    def __init__(self, embedding, start_tokens, end_token) -> None:
        self._embedding_fn = embedding_function(embedding)
        self._start_tokens, self._end_token = tokens(start_tokens, end_token)
        self._batch_size = api.size(self._start_tokens)
        self._start_inputs = self._embedding_fn(self._start_tokens)

    def initialize(self, name=None):
        """Gives False for each sequence, and the embeddings of the start tokens."""
        return api.fill(api.reshape(self._batch_size, [1]), False), self._start_inputs

    def sample(self, time, outputs, state, name=None):
        """Gives the likeliest class of each sequence."""
        return api.argmax(_one_tensor(outputs), -1, output_type=int32)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Gives the sequences that end here, the embeddings of the classes, and the state."""
        finished = api.equal(sample_ids, self._end_token)
        inputs = cond(
            api.reduce_all(finished), lambda: self._start_inputs,
            lambda: self._embedding_fn(sample_ids),
        )  # fmt: skip
        return finished, inputs, state


def embedding_function(embedding):
    """A function of integers that gives their embeddings."""
    return embedding if callable(embedding) else lambda ids: embedding_lookup(embedding, ids)


def tokens(start_tokens, end_token):
    """Both as int32 tensors.

    Raises:
      ValueError: start_tokens is no vector, or end_token no scalar.
    """
    start, end = (_native.convert(x, int32) for x in (start_tokens, end_token))
    if start.shape.ndims != 1:
        raise ValueError("start_tokens must be a vector")
    if end.shape.ndims != 0:
        raise ValueError("end_token must be a scalar")
    return start, end


def _one_tensor(outputs):
    if not isinstance(outputs, _native.Tensor):
        raise TypeError(f"Expected outputs to be a single Tensor, got: {type(outputs)}")
    return outputs


@public("contrib.seq2seq.SampleEmbeddingHelper")
class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """A helper that draws a class by the outputs' softmax and reads its embedding next.

    Args:
      embedding, start_tokens, end_token: those of `tf.contrib.seq2seq.GreedyEmbeddingHelper`.
      softmax_temperature: what logits are divided by; None for 1.
      seed: integer, the op seed.

    Example:
      >>> helper = tf.contrib.seq2seq.SampleEmbeddingHelper(tf.eye(3), [0, 0], 2, seed=1)
      >>> helper.sample(0, 99.0 * tf.eye(3)[:2], None).numpy().tolist()
      [0, 1]
    """

    def __init__(
        self, embedding, start_tokens, end_token, softmax_temperature=None, seed=None
    ) -> None:
        super().__init__(embedding, start_tokens, end_token)
        self._softmax_temperature, self._seed = softmax_temperature, seed

    def sample(self, time, outputs, state, name=None):
        """Draws a class for each sequence."""
        logits = _one_tensor(outputs)
        if self._softmax_temperature is not None:
            logits = logits / self._softmax_temperature
        return drawn_classes(logits, self._seed)


@public("contrib.seq2seq.InferenceHelper")
class InferenceHelper(Helper):
    """A helper whose steps read what the one before chose.

    Args:
      sample_fn: a function of outputs that chooses.
      sample_shape: the shape of what is chosen for one sequence.
      sample_dtype: its dtype.
      start_inputs: tensor of the first inputs.
      end_fn: a function of what is chosen that gives a boolean vector: where sequences end.
      next_inputs_fn: a function of what is chosen that gives the next inputs; by default, itself.

    Example:
      >>> helper = tf.contrib.seq2seq.InferenceHelper(
      ...     lambda x: x, [3], tf.float32, tf.ones([2, 3]), lambda x: tf.zeros([2], tf.bool))
      >>> helper.sample_ids_shape.as_list()
      [3]
    """

    def __init__(
        self, sample_fn, sample_shape, sample_dtype, start_inputs, end_fn, next_inputs_fn=None
    ) -> None:
        self._sample_fn, self._end_fn, self._next_inputs_fn = sample_fn, end_fn, next_inputs_fn
        self._shape, self._dtype = as_shape(sample_shape), as_dtype(sample_dtype)
        self._start_inputs = _native.convert(start_inputs)
        self._batch_size = api.shape(self._start_inputs)[0]

    @property
    def batch_size(self) -> Any:
        """The number of sequences, a scalar tensor."""
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        return self._shape

    @property
    def sample_ids_dtype(self) -> Any:
        return self._dtype

    def initialize(self, name=None):
        """Gives False for each sequence, and the first inputs."""
        return api.fill(api.reshape(self._batch_size, [1]), False), self._start_inputs

    def sample(self, time, outputs, state, name=None):
        """Gives what `sample_fn` chooses."""
        return self._sample_fn(outputs)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Gives the sequences that end here, the next inputs, and the state."""
        inputs = sample_ids if self._next_inputs_fn is None else self._next_inputs_fn(sample_ids)
        return self._end_fn(sample_ids), inputs, state
