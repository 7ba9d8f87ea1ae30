"""Decoders of tf.contrib.legacy_seq2seq: cells over lists of steps, with attention or without."""

from zeal import _native, nest
from zeal.effects.check import ensure_shape
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import stack
from zeal.ops.nn.bias import xw_plus_b
from zeal.ops.nn.conv import conv2d
from zeal.ops.nn.embedding import embedding_lookup
from zeal.public import public
from zeal.rnn.linear import Linears
from zeal.state.scope import get_variable_scope, variable_scope
from zeal.state.variable import get_variable

api = _native.api


@public("contrib.legacy_seq2seq.rnn_decoder")
def rnn_decoder(decoder_inputs, initial_state, cell, loop_function=None, scope=None):
    """A cell over a list of steps.

    Args:
      decoder_inputs: list of tensors of shape `[batch, size]`.
      initial_state: the cell's first state.
      cell: a cell of `tf.nn.rnn_cell`.
      loop_function: a function of the last output and the number of the step, which gives the
        input of all steps but the first; by default those given.
      scope: the variable scope, or its name; "rnn_decoder" by default.

    Returns:
      A pair: the list of outputs, and the last state.

    Example:
      >>> cell = tf.nn.rnn_cell.GRUCell(4)
      >>> outputs, state = tf.contrib.legacy_seq2seq.rnn_decoder(
      ...     [tf.ones([1, 2])] * 3, cell.zero_state(1, tf.float32), cell)
      >>> len(outputs), state.shape.as_list()
      (3, [1, 4])
    """
    with variable_scope(scope or "rnn_decoder"):
        return _unrolled(decoder_inputs, initial_state, cell, loop_function)


def _unrolled(inputs, state, step, loop_function):
    """Outputs and the last state of `step(input, state)`; variables are made by the first."""
    outputs = []
    for number, given in enumerate(inputs):
        if loop_function is not None and outputs:
            with variable_scope("loop_function", reuse=True):
                given = loop_function(outputs[-1], number)
        if number:
            get_variable_scope().reuse_variables()
        output, state = step(given, state)
        outputs.append(output)
    return outputs, state


@public("contrib.legacy_seq2seq.attention_decoder")
def attention_decoder(
    decoder_inputs, initial_state, attention_states, cell, output_size=None, num_heads=1,
    loop_function=None, dtype=None, scope=None, initial_state_attention=False,
):  # fmt: skip
    """A cell over a list of steps, which looks at other states (https://arxiv.org/abs/1412.7449).

    Args:
      the others: as for `tf.contrib.legacy_seq2seq.rnn_decoder`.
      attention_states: tensor of shape `[batch, length, size]`, what it looks at.
      output_size: length of the outputs' rows; the cell's by default.
      num_heads: how many times it looks.
      dtype: of the variables; the scope's by default.
      scope: the variable scope, or its name; "attention_decoder" by default.
      initial_state_attention: whether the first step sees what the first state looks at; by
        default it sees zeros.

    Returns:
      A pair: the list of outputs, and the last state.

    Raises:
      ValueError: there are no steps or heads, or a size is unknown.

    Example:
      >>> cell = tf.nn.rnn_cell.GRUCell(4)
      >>> outputs, state = tf.contrib.legacy_seq2seq.attention_decoder(
      ...     [tf.ones([1, 2])] * 3, cell.zero_state(1, tf.float32), tf.ones([1, 5, 4]), cell)
      >>> len(outputs), outputs[0].shape.as_list()
      (3, [1, 4])
    """
    if not decoder_inputs:
        raise ValueError("Must provide at least 1 input to attention decoder.")
    if num_heads < 1:
        raise ValueError("With less than 1 heads, use a non-attention decoder.")
    seen = _native.convert(attention_states)
    if seen.shape._at(2) is None:
        raise ValueError(f"Shape[2] of attention_states must be known: {seen.shape}")
    with variable_scope(scope or "attention_decoder", dtype=dtype) as scope:
        size = cell.output_size if output_size is None else output_size
        step = _AttentionStep(cell, seen, size, num_heads, scope.dtype)
        batch_size = api.shape(decoder_inputs[0])[0]
        step.start(batch_size, initial_state if initial_state_attention else None)
        return _unrolled(decoder_inputs, initial_state, step, loop_function)


class _AttentionStep(Linears):
    """A cell that sees, beside its input, what its last state looked at."""

    def __init__(self, cell, seen, output_size, heads, dtype):
        self._cell, self._dtype, self._output_size = cell, dtype, output_size
        self._length = seen.shape._at(1) or api.shape(seen)[1]
        self._size = seen.shape._at(2)
        self._hidden = api.reshape(seen, [-1, self._length, 1, self._size])
        self._heads = [self._head(number) for number in range(heads)]

    def _head(self, number):
        """What a state is measured by: features of the hidden states, and weights."""
        kernel = get_variable(
            f"AttnW_{number}", [1, 1, self._size, self._size], self._dtype
        )
        features = conv2d(self._hidden, kernel, [1, 1, 1, 1], "SAME")
        return features, get_variable(f"AttnV_{number}", [self._size], self._dtype)

    def start(self, batch_size, state):
        """What the first step sees."""
        if state is None:
            nothing = zeros(stack([batch_size, self._size]), self._dtype)
            self._looked = [ensure_shape(nothing, [None, self._size])] * len(self._heads)
        else:
            self._looked = self._look(state)

    def __call__(self, inputs, state):
        size = inputs.shape.with_rank(2)._at(1)
        if size is None:
            raise ValueError(f"Could not infer input size from input: {inputs.name}")
        mixed = self._linear("", self._beside(inputs), size)
        output, state = self._cell(mixed, state)
        self._looked = self._look(state)
        output = self._linear("AttnOutputProjection", self._beside(output), self._output_size)
        return output, state

    def _beside(self, first):
        return [api.cast(x, self._dtype) for x in [first, *self._looked]]

    def _look(self, state):
        """For each head, the mean of the hidden states by how well they answer the state."""
        query = api.concat([_matrix(x) for x in nest.flatten(state)], 1)
        found = []
        for number, (features, weights) in enumerate(self._heads):
            asked = self._linear(f"Attention_{number}", [query], self._size)
            asked = api.cast(api.reshape(asked, [-1, 1, 1, self._size]), self._dtype)
            scores = api.reduce_sum(weights * api.tanh(features + asked), [2, 3])
            shares = api.cast(api.softmax(api.cast(scores, "float32")), self._dtype)
            shares = api.reshape(shares, [-1, self._length, 1, 1])
            mean = api.reduce_sum(shares * self._hidden, [1, 2])
            found.append(api.reshape(mean, [-1, self._size]))
        return found


def _matrix(state):
    return state if state.shape.ndims is None else ensure_shape(state, [None, None])


def feeding(embedding, output_projection, update_embedding=True):
    """A loop_function: the embedding of the likeliest symbol of the last output."""

    def loop_function(last, _):
        if output_projection is not None:
            last = xw_plus_b(last, *output_projection)
        rows = embedding_lookup(embedding, api.argmax(last, 1))
        return rows if update_embedding else api.stop_gradient(rows)

    return loop_function


def check_projection(output_projection, symbols, dtype):
    """Raises ValueError unless kernel and bias project on as many symbols."""
    if output_projection is not None:
        for part, shape in zip(output_projection, ([None, symbols], [symbols]), strict=True):
            _native.convert(part, dtype).shape.assert_is_compatible_with(shape)


@public("contrib.legacy_seq2seq.embedding_rnn_decoder")
def embedding_rnn_decoder(
    decoder_inputs, initial_state, cell, num_symbols, embedding_size, output_projection=None,
    feed_previous=False, update_embedding_for_previous=True, scope=None,
):  # fmt: skip
    """A cell over a list of symbols.

    Args:
      decoder_inputs: list of integer tensors of shape `[batch]`.
      initial_state: the cell's first state.
      cell: a cell of `tf.nn.rnn_cell`.
      num_symbols: how many symbols there are.
      embedding_size: length of the row of numbers that stands for a symbol.
      output_projection: None, or a pair of kernel and bias from outputs to symbols.
      feed_previous: whether all steps but the first read the likeliest symbol of the last output.
      update_embedding_for_previous: whether gradients reach the embedding from there.
      scope: the variable scope, or its name; "embedding_rnn_decoder" by default.

    Returns:
      A pair: the list of outputs, and the last state.

    Raises:
      ValueError: the projection does not fit.

    Example:
      >>> cell = tf.nn.rnn_cell.GRUCell(5)
      >>> outputs, state = tf.contrib.legacy_seq2seq.embedding_rnn_decoder(
      ...     [tf.constant([1])] * 3, cell.zero_state(1, tf.float32), cell, 5, 2)
      >>> len(outputs), outputs[0].shape.as_list()
      (3, [1, 5])
    """
    with variable_scope(scope or "embedding_rnn_decoder") as scope:
        check_projection(output_projection, num_symbols, scope.dtype)
        inputs, loop_function = _embedded(
            decoder_inputs, [num_symbols, embedding_size],
            feed_previous, output_projection, update_embedding_for_previous,
        )  # fmt: skip
        return rnn_decoder(inputs, initial_state, cell, loop_function)


def _embedded(symbols, shape, feeds, projection, updates):
    """Rows of a new variable for each step, and what feeds outputs back."""
    embedding = get_variable("embedding", shape)
    loop_function = feeding(embedding, projection, updates) if feeds else None
    return [embedding_lookup(embedding, x) for x in symbols], loop_function


@public("contrib.legacy_seq2seq.embedding_attention_decoder")
def embedding_attention_decoder(
    decoder_inputs, initial_state, attention_states, cell, num_symbols, embedding_size,
    num_heads=1, output_size=None, output_projection=None, feed_previous=False,
    update_embedding_for_previous=True, dtype=None, scope=None, initial_state_attention=False,
):  # fmt: skip
    """A cell over a list of symbols, which looks at other states.

    Args:
      decoder_inputs: list of integer tensors of shape `[batch]`.
      initial_state, attention_states, cell, num_heads, output_size, initial_state_attention: as
        in `attention_decoder`.
      the others: as in `embedding_rnn_decoder`.
      dtype: of the variables; the scope's by default.
      scope: the variable scope, or its name; "embedding_attention_decoder" by default.

    Returns:
      A pair: the list of outputs, and the last state.

    Raises:
      ValueError: the projection does not fit, or there are no steps or heads.

    Example:
      >>> cell = tf.nn.rnn_cell.GRUCell(4)
      >>> outputs, state = tf.contrib.legacy_seq2seq.embedding_attention_decoder(
      ...     [tf.constant([1])] * 3, cell.zero_state(1, tf.float32), tf.ones([1, 5, 4]), cell,
      ...     num_symbols=6, embedding_size=2, output_size=6)
      >>> len(outputs), outputs[0].shape.as_list()
      (3, [1, 6])
    """
    size = cell.output_size if output_size is None else output_size
    check_projection(output_projection, num_symbols, dtype)
    with variable_scope(scope or "embedding_attention_decoder", dtype=dtype):
        inputs, loop_function = _embedded(
            decoder_inputs, [num_symbols, embedding_size],
            feed_previous, output_projection, update_embedding_for_previous,
        )  # fmt: skip
        return attention_decoder(
            inputs, initial_state, attention_states, cell, size, num_heads, loop_function,
            initial_state_attention=initial_state_attention,
        )  # fmt: skip
