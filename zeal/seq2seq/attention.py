"""Attention: how much each step of a memory counts for a query."""

from operator import attrgetter
from typing import Any

from zeal import _native, nest
from zeal.dtypes import as_dtype, float32
from zeal.eager.context import executing_eagerly
from zeal.eager.control import control_dependencies
from zeal.effects.check import assert_positive
from zeal.keras.layers.layer import Layer
from zeal.layers import Dense
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.array.fill import zeros
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.shape import size_along
from zeal.ops.array.where import sequence_mask, where
from zeal.public import public
from zeal.state.initializers import Constant
from zeal.state.scope import name_scope, variable_scope
from zeal.state.variable import get_variable

api = _native.api


@public("contrib.seq2seq.hardmax")
def hardmax(logits, name=None):
    """Gives 1 for the greatest of each row, and 0 for the others.

    Args:
      logits: tensor of shape `[..., n]`.
      name: name of the scope.

    Returns:
      A tensor like logits.

    Example:
      >>> tf.contrib.seq2seq.hardmax([[1.0, 3.0, 2.0]]).numpy().tolist()
      [[0.0, 1.0, 0.0]]
    """
    with name_scope(name or "Hardmax"):
        logits = _native.convert(logits)
        return one_hot(api.argmax(logits, -1), size_along(logits, -1), dtype=logits.dtype)


@public("contrib.seq2seq.AttentionMechanism")
class AttentionMechanism:
    """What an `tf.contrib.seq2seq.AttentionWrapper` asks how much each step counts.

    A subclass has `alignments_size` and `state_size`, and is called with a query and its state.

    Example:
      >>> issubclass(tf.contrib.seq2seq.LuongAttention, tf.contrib.seq2seq.AttentionMechanism)
      True
    """

    @property
    def alignments_size(self) -> Any:
        """The number of the memory's steps."""
        raise NotImplementedError

    @property
    def state_size(self) -> Any:
        """The length of a state's rows."""
        raise NotImplementedError


class MemoryAttention(AttentionMechanism):
    """A mechanism whose keys and values are made of a memory once.

    Programs read TensorFlow's private names too.
    """

    query_layer, memory_layer, keys, values, batch_size = (
        property(attrgetter(name))
        for name in ("_query_layer", "_memory_layer", "_keys", "_values", "_batch_size")
    )

    def __init__(
        self, query_layer, memory, probability_fn, memory_sequence_length, memory_layer,
        score_mask_value, custom_key_value_fn, name,
    ) -> None:  # fmt: skip
        for kind, layer in (("query_layer", query_layer), ("memory_layer", memory_layer)):
            if layer is not None and not isinstance(layer, Layer):
                raise TypeError(f"{kind} is not a Layer: {type(layer).__name__}")
        if not callable(probability_fn):
            raise TypeError(
                f"probability_fn must be callable, saw type: {type(probability_fn).__name__}"
            )
        self._query_layer, self._memory_layer = query_layer, memory_layer
        self.dtype = memory_layer.dtype and as_dtype(memory_layer.dtype)
        self._weights: dict = {}
        lengths = memory_sequence_length
        with name_scope(name or "BaseAttentionMechanismInit"):
            if lengths is not None:
                lengths = convert_to_tensor(lengths, name="memory_sequence_length")
            self._values = prepared(memory, lengths)
            self._keys = memory_layer(self._values)
            if custom_key_value_fn is not None:
                self._keys, self._values = custom_key_value_fn(self._keys, self._values)
            self._batch_size = size_along(self._keys, 0)
            self._alignments_size = size_along(self._keys, 1)
        # Mechanisms of programs call it by this name, with scores as they are.
        self._probability_fn = lambda score, previous: probability_fn(
            where_memory(score, lengths, score_mask_value), previous
        )

    @property
    def alignments_size(self) -> Any:
        return self._alignments_size

    @property
    def state_size(self) -> Any:
        """The length of a state's rows: that of alignments."""
        return self._alignments_size

    def initial_alignments(self, batch_size, dtype) -> Any:
        """The alignments before the first step: zeros.

        Args:
          batch_size: an integer or a scalar tensor.
          dtype: of the alignments.

        Returns:
          A tensor of shape `[batch_size, alignments_size]`.
        """
        return zeros([batch_size, self._alignments_size], dtype)

    def initial_state(self, batch_size, dtype) -> Any:
        """The state before the first step: that of alignments.

        Args:
          batch_size: an integer or a scalar tensor.
          dtype: of the state.

        Returns:
          A tensor of shape `[batch_size, state_size]`.
        """
        return self.initial_alignments(batch_size, dtype)

    def _weight(self, name, shape, dtype, value=None):
        """A variable of the scope; while ops run at once it lives with the mechanism."""
        if name in self._weights:
            return self._weights[name]
        initializer = None if value is None else Constant(value)
        variable = get_variable(name, shape, dtype, initializer=initializer)
        if executing_eagerly():
            self._weights[name] = variable
        return variable

    def _aligned(self, score, previous):
        """Alignments and the next state, which are one."""
        alignments = self._probability_fn(score, previous)
        return alignments, alignments


def where_memory(score, lengths, masked):
    """Scores, but for steps beyond the memory's lengths: `masked` there, or minus infinity."""
    if lengths is None:
        return score
    words = "All values in memory_sequence_length must be greater than zero."
    check = assert_positive(lengths, message=words)
    with control_dependencies([check] if check is not None else []):
        mask = sequence_mask(lengths, api.shape(score)[1])
    masked = api.cast(-float("inf") if masked is None else masked, score.dtype)
    return where(mask, score, api.fill(api.shape(score), masked))


def prepared(memory, lengths):
    """The memory, with zeros beyond its lengths."""
    memory = nest.map_structure(_native.convert, memory)
    for part in nest.flatten(memory):
        if not part.shape[2:].is_fully_defined():
            raise ValueError(
                f"Expected memory {part.name if part._symbolic else part} to have fully defined "
                f"inner dims, but saw shape: {part.shape}"
            )
    if lengths is None:
        return memory
    first = nest.flatten(memory)[0]
    mask = sequence_mask(lengths, api.shape(first)[1], first.dtype)

    def masked(part):
        ones = api.fill([part.shape.ndims - 2], 1)
        return part * api.reshape(mask, api.concat([api.shape(mask), ones], 0))

    return nest.map_structure(masked, memory)


def _dense(units, name, dtype):
    return Dense(units, name=name, use_bias=False, dtype=dtype or float32)


def _of_scores(probability_fn):
    """A function of scores as one of scores and the state."""
    function = probability_fn or api.softmax
    return lambda score, previous: function(score)


class ScaledProducts(MemoryAttention):
    """Scores that are products of queries and keys (Luong et al. 2015)."""

    def __init__(self, num_units, memory, lengths, scale, probability_fn, score_mask_value, dtype,
                 custom_key_value_fn, name) -> None:  # fmt: skip
        super().__init__(
            None, memory, probability_fn, lengths, _dense(num_units, "memory_layer", dtype),
            score_mask_value, custom_key_value_fn, name,
        )  # fmt: skip
        self._num_units, self._scale, self._name = num_units, scale, name

    def _score(self, query):
        depth, units = query.shape._at(-1), self.keys.shape._at(-1)
        if depth is None or depth != units:
            raise ValueError(
                "Incompatible or unknown inner dimensions between query and keys.  "
                f"Query ({query}) has units: {depth}.  Keys ({self.keys}) have units: {units}.  "
                f"Perhaps you need to set num_units to the keys' dimension ({units})?"
            )
        score = api.matmul(api.expand_dims(query, 1), self.keys, transpose_b=True)
        score = api.squeeze(score, [1])
        if not self._scale:
            return score
        return self._weight("attention_g", [], query.dtype, 1.0) * score


class AddedTanh(MemoryAttention):
    """Scores that are sums of tanh(query + keys) by weight (Bahdanau et al. 2014)."""

    def __init__(self, num_units, memory, lengths, normalize, probability_fn, score_mask_value,
                 dtype, custom_key_value_fn, name) -> None:  # fmt: skip
        super().__init__(
            _dense(num_units, "query_layer", dtype), memory, probability_fn, lengths,
            _dense(num_units, "memory_layer", dtype), score_mask_value, custom_key_value_fn, name,
        )  # fmt: skip
        self._num_units, self._normalize, self._name = num_units, normalize, name

    def _score(self, query):
        added = self.keys + api.expand_dims(self.query_layer(query), 1)
        units, dtype = self._num_units, query.dtype
        weights = self._weight("attention_v", [units], dtype)
        if self._normalize:
            scale = self._weight("attention_g", [], dtype, units**-0.5)
            added = added + self._weight("attention_b", [units], dtype, 0.0)
            weights = scale * weights * api.rsqrt(api.reduce_sum(api.square(weights)))
        return api.reduce_sum(weights * api.tanh(added), 2)


@public("contrib.seq2seq.LuongAttention")
class LuongAttention(ScaledProducts):
    """Attention by products of queries and keys (https://arxiv.org/abs/1508.04025).

    Args:
      num_units: length of the keys' rows, which must be the queries'.
      memory: tensor of shape `[batch, time, n]`, what is looked at.
      memory_sequence_length: integer vector, the steps that count of each example.
      scale: whether scores are multiplied by a weight.
      probability_fn: a function of scores; softmax by default.
      score_mask_value: the score of steps that do not count; minus infinity by default.
      dtype: of the layers; float32 by default.
      custom_key_value_fn: a function that changes keys and values.
      name: name of the scope.

    Raises:
      ValueError: the memory's last axis is unknown, or queries have another length.

    Example:
      >>> attention = tf.contrib.seq2seq.LuongAttention(4, tf.ones([2, 5, 3]))
      >>> alignments, _ = attention(tf.ones([2, 4]), tf.zeros([2, 5]))
      >>> alignments.shape.as_list()
      [2, 5]
    """

    def __init__(
        self, num_units, memory, memory_sequence_length=None, scale=False, probability_fn=None,
        score_mask_value=None, dtype=None, custom_key_value_fn=None, name="LuongAttention",
    ) -> None:  # fmt: skip
        super().__init__(
            num_units, memory, memory_sequence_length, scale, _of_scores(probability_fn),
            score_mask_value, dtype, custom_key_value_fn, name,
        )  # fmt: skip

    def __call__(self, query, state):
        with variable_scope(None, "luong_attention"):
            score = self._score(query)
        return self._aligned(score, state)


@public("contrib.seq2seq.BahdanauAttention")
class BahdanauAttention(AddedTanh):
    """Attention by a layer over queries and keys (https://arxiv.org/abs/1409.0473).

    Args:
      num_units: length of the keys' rows and of what queries become.
      the others: those of `tf.contrib.seq2seq.LuongAttention`.
      normalize: whether the weights are normalized (https://arxiv.org/abs/1602.07868).

    Raises:
      ValueError: the memory's last axis is unknown.

    Example:
      >>> attention = tf.contrib.seq2seq.BahdanauAttention(4, tf.ones([2, 5, 3]))
      >>> alignments, _ = attention(tf.ones([2, 6]), tf.zeros([2, 5]))
      >>> alignments.shape.as_list()
      [2, 5]
    """

    def __init__(
        self, num_units, memory, memory_sequence_length=None, normalize=False,
        probability_fn=None, score_mask_value=None, dtype=None, custom_key_value_fn=None,
        name="BahdanauAttention",
    ) -> None:  # fmt: skip
        super().__init__(
            num_units, memory, memory_sequence_length, normalize, _of_scores(probability_fn),
            score_mask_value, dtype, custom_key_value_fn, name,
        )  # fmt: skip

    def __call__(self, query, state):
        with variable_scope(None, "bahdanau_attention"):
            score = self._score(query)
        return self._aligned(score, state)
