"""Models of tf.contrib.legacy_seq2seq: an encoder and its decoder."""

import copy

from zeal import _native
from zeal.dtypes import float32
from zeal.graph.conditions import cond
from zeal.ops.nn.embedding import embedding_lookup
from zeal.public import public
from zeal.rnn.contrib_wrappers import EmbeddingWrapper, OutputProjectionWrapper
from zeal.rnn.static import static_rnn
from zeal.rnn.wrappers import check_cell
from zeal.seq2seq.unrolled_decoders import (
    check_projection,
    embedding_attention_decoder,
    embedding_rnn_decoder,
    feeding,
    rnn_decoder,
)
from zeal.state.scope import get_variable_scope, variable_scope
from zeal.state.variable import get_variable

api = _native.api


def _like(cell):
    """A copy of a cell, for the encoder."""
    if not _native.executing_eagerly() and getattr(cell, "variables", None):
        raise ValueError(
            f"Cell {cell.name!r} has variables already, so that the encoder can have no copy of "
            "it: make a new cell for each model (for each bucket, in the function that builds it)"
        )
    return copy.deepcopy(cell)


@public("contrib.legacy_seq2seq.basic_rnn_seq2seq")
def basic_rnn_seq2seq(encoder_inputs, decoder_inputs, cell, dtype=float32, scope=None):
    """A cell reads a sequence; another one like it starts from its last state.

    Args:
      encoder_inputs, decoder_inputs: lists of tensors of shape `[batch, size]`.
      cell: a cell of `tf.nn.rnn_cell`; the encoder's is a copy.
      dtype: of the first state.
      scope: the variable scope, or its name; "basic_rnn_seq2seq" by default.

    Returns:
      A pair: the list of the decoder's outputs, and its last state.

    Raises:
      ValueError: the cell has variables of a graph already.

    Example:
      >>> steps = [tf.ones([1, 2])] * 3
      >>> outputs, state = tf.contrib.legacy_seq2seq.basic_rnn_seq2seq(
      ...     steps, steps, tf.nn.rnn_cell.GRUCell(4))
      >>> len(outputs), state.shape.as_list()
      (3, [1, 4])
    """
    with variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = static_rnn(_like(cell), encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, cell)


@public("contrib.legacy_seq2seq.tied_rnn_seq2seq")
def tied_rnn_seq2seq(
    encoder_inputs, decoder_inputs, cell, loop_function=None, dtype=float32, scope=None
):
    """One cell reads a sequence and writes another.

    Args:
      encoder_inputs, decoder_inputs: lists of tensors of shape `[batch, size]`.
      cell: a cell of `tf.nn.rnn_cell`.
      loop_function: a function of the last output and the number of the step, which gives the
        input of all steps but the first of the decoder; by default those given.
      dtype: of the first state.
      scope: the variable scope inside of "combined_tied_rnn_seq2seq", or its name;
        "tied_rnn_seq2seq" by default.

    Returns:
      A pair: the list of the decoder's outputs, and its last state.

    Example:
      >>> steps = [tf.ones([1, 2])] * 3
      >>> outputs, state = tf.contrib.legacy_seq2seq.tied_rnn_seq2seq(
      ...     steps, steps, tf.nn.rnn_cell.GRUCell(4))
      >>> len(outputs), state.shape.as_list()
      (3, [1, 4])
    """
    with variable_scope("combined_tied_rnn_seq2seq"):
        scope = scope or "tied_rnn_seq2seq"
        _, state = static_rnn(cell, encoder_inputs, dtype=dtype, scope=scope)
        get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function, scope)


def _by_feeding(feed_previous, decode):
    """`decode(feeds, updates)`, where a tensor may say whether outputs are fed back."""
    if isinstance(feed_previous, bool):
        return decode(feed_previous, True)

    def branch(feeds):
        with variable_scope(get_variable_scope(), reuse=None if feeds else True):
            return decode(feeds, False)

    return cond(feed_previous, lambda: branch(True), lambda: branch(False))


@public("contrib.legacy_seq2seq.embedding_rnn_seq2seq")
def embedding_rnn_seq2seq(
    encoder_inputs, decoder_inputs, cell, num_encoder_symbols, num_decoder_symbols,
    embedding_size, output_projection=None, feed_previous=False, dtype=None, scope=None,
):  # fmt: skip
    """A cell reads symbols; another one like it writes symbols from its last state.

    Args:
      encoder_inputs, decoder_inputs: lists of integer tensors of shape `[batch]`.
      cell: a cell of `tf.nn.rnn_cell`; the encoder's is a copy.
      num_encoder_symbols, num_decoder_symbols: how many symbols there are.
      embedding_size: length of the row of numbers that stands for a symbol.
      output_projection: None, or a pair of kernel and bias that outputs are multiplied by later.
      feed_previous: a bool, or a bool tensor: whether all steps of the decoder but the first read
        the likeliest symbol of the last output.
      dtype: of the variables; the scope's by default.
      scope: the variable scope, or its name; "embedding_rnn_seq2seq" by default.

    Returns:
      A pair: the list of the decoder's outputs, of shape `[batch, num_decoder_symbols]` unless
      there is an output_projection, and its last state.

    Example:
      >>> steps = [tf.constant([1])] * 3
      >>> outputs, state = tf.contrib.legacy_seq2seq.embedding_rnn_seq2seq(
      ...     steps, steps, tf.nn.rnn_cell.GRUCell(4), 5, 6, embedding_size=2)
      >>> len(outputs), outputs[0].shape.as_list()
      (3, [1, 6])
    """
    with variable_scope(scope or "embedding_rnn_seq2seq", dtype=dtype) as scope:
        encoder = EmbeddingWrapper(_like(cell), num_encoder_symbols, embedding_size)
        _, state = static_rnn(encoder, encoder_inputs, dtype=scope.dtype)
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)
        return _by_feeding(feed_previous, lambda feeds, updates: embedding_rnn_decoder(
            decoder_inputs, state, cell, num_decoder_symbols, embedding_size,
            output_projection, feeds, updates,
        ))  # fmt: skip


@public("contrib.legacy_seq2seq.embedding_tied_rnn_seq2seq")
def embedding_tied_rnn_seq2seq(
    encoder_inputs, decoder_inputs, cell, num_symbols, embedding_size, num_decoder_symbols=None,
    output_projection=None, feed_previous=False, dtype=None, scope=None,
):  # fmt: skip
    """One cell reads symbols and writes symbols, with one embedding for both.

    Args:
      encoder_inputs, decoder_inputs: lists of integer tensors of shape `[batch]`.
      cell: a cell of `tf.nn.rnn_cell`.
      num_symbols: how many symbols there are.
      embedding_size: length of the row of numbers that stands for a symbol.
      num_decoder_symbols: how many symbols outputs are over; num_symbols by default.
      output_projection, feed_previous, dtype: as in `embedding_rnn_seq2seq`.
      scope: the variable scope, or its name; "embedding_tied_rnn_seq2seq" by default.

    Returns:
      A pair: the list of the decoder's outputs, and its last state.

    Raises:
      ValueError: the projection does not fit.

    Example:
      >>> steps = [tf.constant([1])] * 3
      >>> outputs, state = tf.contrib.legacy_seq2seq.embedding_tied_rnn_seq2seq(
      ...     steps, steps, tf.nn.rnn_cell.GRUCell(4), 5, embedding_size=2)
      >>> len(outputs), outputs[0].shape.as_list()
      (3, [1, 5])
    """
    with variable_scope(scope or "embedding_tied_rnn_seq2seq", dtype=dtype) as scope:
        dtype = scope.dtype
        check_projection(output_projection, num_symbols, dtype)
        embedding = get_variable("embedding", [num_symbols, embedding_size], dtype)
        read = [embedding_lookup(embedding, x) for x in encoder_inputs]
        given = [embedding_lookup(embedding, x) for x in decoder_inputs]
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols or num_symbols)
        return _by_feeding(feed_previous, lambda feeds, updates: tied_rnn_seq2seq(
            read, given, cell,
            feeding(embedding, output_projection, updates) if feeds else None, dtype,
        ))  # fmt: skip


@public("contrib.legacy_seq2seq.embedding_attention_seq2seq")
def embedding_attention_seq2seq(
    encoder_inputs, decoder_inputs, cell, num_encoder_symbols, num_decoder_symbols,
    embedding_size, num_heads=1, output_projection=None, feed_previous=False, dtype=None,
    scope=None, initial_state_attention=False,
):  # fmt: skip
    """A cell reads symbols; another one like it writes symbols and looks at what was read.

    Args:
      the others: as in `embedding_rnn_seq2seq`.
      num_heads: how many times it looks.
      scope: the variable scope, or its name; "embedding_attention_seq2seq" by default.
      initial_state_attention: whether the first step sees what the encoder's last state looks at.

    Returns:
      A pair: the list of the decoder's outputs, and its last state.

    Example:
      >>> steps = [tf.constant([1])] * 3
      >>> outputs, state = tf.contrib.legacy_seq2seq.embedding_attention_seq2seq(
      ...     steps, steps, tf.nn.rnn_cell.GRUCell(4), 5, 6, embedding_size=2)
      >>> len(outputs), outputs[0].shape.as_list()
      (3, [1, 6])
    """
    with variable_scope(scope or "embedding_attention_seq2seq", dtype=dtype) as scope:
        encoder = EmbeddingWrapper(_like(cell), num_encoder_symbols, embedding_size)
        outputs, state = static_rnn(encoder, encoder_inputs, dtype=scope.dtype)
        seen = api.concat([api.reshape(x, [-1, 1, cell.output_size]) for x in outputs], 1)
        size = None
        if output_projection is None:
            size = num_decoder_symbols
            cell = OutputProjectionWrapper(cell, size)
        return _by_feeding(feed_previous, lambda feeds, updates: embedding_attention_decoder(
            decoder_inputs, state, seen, cell, num_decoder_symbols, embedding_size, num_heads,
            size, output_projection, feeds, updates,
            initial_state_attention=initial_state_attention,
        ))  # fmt: skip


@public("contrib.legacy_seq2seq.one2many_rnn_seq2seq")
def one2many_rnn_seq2seq(
    encoder_inputs, decoder_inputs_dict, enc_cell, dec_cells_dict, num_encoder_symbols,
    num_decoder_symbols_dict, embedding_size, feed_previous=False, dtype=None, scope=None,
):  # fmt: skip
    """A cell reads symbols; several others write symbols from its last state.

    Args:
      encoder_inputs: list of integer tensors of shape `[batch]`.
      decoder_inputs_dict: such a list for each decoder, by its name.
      enc_cell: a cell of `tf.nn.rnn_cell`.
      dec_cells_dict, num_decoder_symbols_dict: each decoder's cell, and its number of symbols.
      num_encoder_symbols: how many symbols are read.
      embedding_size, feed_previous, dtype: as in `embedding_rnn_seq2seq`.
      scope: the variable scope, or its name; "one2many_rnn_seq2seq" by default.

    Returns:
      A pair of dicts by the decoders' names: lists of outputs, and last states.

    Raises:
      TypeError: what should be a cell is none; ValueError: the dicts have not the same names.

    Example:
      >>> steps = [tf.constant([1])] * 3
      >>> outputs, states = tf.contrib.legacy_seq2seq.one2many_rnn_seq2seq(
      ...     steps, {"a": steps}, tf.nn.rnn_cell.GRUCell(4), {"a": tf.nn.rnn_cell.GRUCell(4)},
      ...     5, {"a": 6}, embedding_size=2)
      >>> outputs["a"][0].shape.as_list()
      [1, 6]
    """
    check_cell("enc_cell", enc_cell)
    if set(dec_cells_dict) != set(decoder_inputs_dict):
        raise ValueError(
            "keys of dec_cells_dict != keys of decodre_inputs_dict: "
            f"{sorted(dec_cells_dict)}, {sorted(decoder_inputs_dict)}"
        )
    for cell in dec_cells_dict.values():
        check_cell("dec_cell", cell)
    outputs, states = {}, {}
    with variable_scope(scope or "one2many_rnn_seq2seq", dtype=dtype) as scope:
        encoder = EmbeddingWrapper(enc_cell, num_encoder_symbols, embedding_size)
        _, state = static_rnn(encoder, encoder_inputs, dtype=scope.dtype)
        for name, inputs in decoder_inputs_dict.items():
            symbols = num_decoder_symbols_dict[name]
            with variable_scope(f"one2many_decoder_{name}"):
                cell = OutputProjectionWrapper(dec_cells_dict[name], symbols)
                outputs[name], states[name] = _by_feeding(
                    feed_previous, _decoder(inputs, state, cell, symbols, embedding_size)
                )
    return outputs, states


def _decoder(inputs, state, cell, symbols, size):
    return lambda feeds, _: embedding_rnn_decoder(
        inputs, state, cell, symbols, size, feed_previous=feeds
    )
