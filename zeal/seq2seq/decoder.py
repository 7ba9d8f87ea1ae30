"""Decoders, and tf.contrib.seq2seq.dynamic_decode, which runs them."""

from collections import namedtuple
from contextlib import suppress
from typing import Any

from zeal import _native, nest
from zeal.dtypes import int32
from zeal.graph.loops import while_loop
from zeal.graph.tensor_array import TensorArray
from zeal.keras.layers.layer import Layer
from zeal.ops.array.fill import zeros, zeros_like
from zeal.ops.array.where import where
from zeal.public import public
from zeal.rnn.sizes import shape_behind, sizes_behind, swapped
from zeal.rnn.wrappers import check_cell
from zeal.seq2seq.step_inputs import Helper
from zeal.state.scope import name_scope, variable_scope
from zeal.tensor_shape import as_shape

api = _native.api


@public("contrib.seq2seq.Decoder")
class Decoder:
    """What `tf.contrib.seq2seq.dynamic_decode` runs.

    A subclass has `batch_size`, `output_size`, `output_dtype`, `initialize()`, which gives a
    boolean vector of the sequences that have ended, the first inputs and the first state, and
    `step(time, inputs, state)`, which gives outputs, the next state, the next inputs and the ended
    ones. It may have `finalize(outputs, final_state, sequence_lengths)`.

    Example:
      >>> issubclass(tf.contrib.seq2seq.BasicDecoder, tf.contrib.seq2seq.Decoder)
      True
    """

    @property
    def batch_size(self) -> Any:
        """The number of sequences."""
        raise NotImplementedError

    @property
    def output_size(self) -> Any:
        """The shapes of one sequence's outputs."""
        raise NotImplementedError

    @property
    def output_dtype(self) -> Any:
        """Their dtypes."""
        raise NotImplementedError

    def initialize(self, name=None):
        """Gives the ended sequences, the first inputs, and the first state."""
        raise NotImplementedError

    def step(self, time, inputs, state, name=None):
        """Gives outputs, the next state, the next inputs, and the ended sequences."""
        raise NotImplementedError

    def finalize(self, outputs, final_state, sequence_lengths):
        """Gives what becomes of the outputs and the last state."""
        raise NotImplementedError

    @property
    def tracks_own_finished(self) -> bool:
        """Whether a sequence that has ended may go on, since the decoder changes their order."""
        return False


@public("contrib.seq2seq.BasicDecoderOutput")
class BasicDecoderOutput(namedtuple("BasicDecoderOutput", ("rnn_output", "sample_id"))):
    """What a `tf.contrib.seq2seq.BasicDecoder` gives: outputs and what was chosen by them.

    Example:
      >>> tf.contrib.seq2seq.BasicDecoderOutput(1, 2)
      BasicDecoderOutput(rnn_output=1, sample_id=2)
    """

    __slots__ = ()


def check_output_layer(output_layer):
    """Raises TypeError where it is neither None nor a layer."""
    if output_layer is not None and not isinstance(output_layer, Layer):
        raise TypeError(f"output_layer must be a Layer, received: {type(output_layer)}")


def rnn_output_size(cell, output_layer):
    """The shapes of outputs of a cell behind a layer, without the batch."""
    if output_layer is None:
        return cell.output_size
    return nest.map_structure(
        lambda size: output_layer.compute_output_shape(shape_behind([None], size))[1:],
        cell.output_size,
    )


@public("contrib.seq2seq.BasicDecoder")
class BasicDecoder(Decoder):
    """A decoder of a cell, whose inputs come from a helper.

    Args:
      cell: a recurrent cell.
      helper: a `tf.contrib.seq2seq.Helper`.
      initial_state: the cell's first state.
      output_layer: a layer that the outputs pass, `tf.layers.Dense` for logits; or None.

    Raises:
      TypeError: an argument is of another kind.

    Example:
      >>> cell = tf.nn.rnn_cell.GRUCell(4)
      >>> helper = tf.contrib.seq2seq.TrainingHelper(tf.ones([2, 5, 3]), [5, 4])
      >>> decoder = tf.contrib.seq2seq.BasicDecoder(cell, helper, tf.zeros([2, 4]))
      >>> outputs, state, lengths = tf.contrib.seq2seq.dynamic_decode(decoder)
      >>> outputs.rnn_output.shape.as_list(), lengths.numpy().tolist()
      ([2, 5, 4], [5, 4])
    """

    def __init__(self, cell, helper, initial_state, output_layer=None) -> None:
        check_cell("cell", cell)
        if not isinstance(helper, Helper):
            raise TypeError(f"helper must be a Helper, received: {type(helper)}")
        check_output_layer(output_layer)
        self._cell, self._helper = cell, helper
        self._initial_state, self._output_layer = initial_state, output_layer

    @property
    def batch_size(self) -> Any:
        """The helper's."""
        return self._helper.batch_size

    @property
    def output_size(self) -> Any:
        """The shapes of one sequence's output and of what is chosen."""
        size = rnn_output_size(self._cell, self._output_layer)
        return BasicDecoderOutput(size, self._helper.sample_ids_shape)

    @property
    def output_dtype(self) -> Any:
        """The dtypes of both: the state's, and the helper's."""
        dtype = nest.flatten(self._initial_state)[0].dtype
        size = rnn_output_size(self._cell, self._output_layer)
        return BasicDecoderOutput(
            nest.map_structure(lambda _: dtype, size), self._helper.sample_ids_dtype
        )

    def initialize(self, name=None):
        return *self._helper.initialize(), self._initial_state

    def step(self, time, inputs, state, name=None):
        with name_scope(name or "BasicDecoderStep"):
            outputs, state = self._cell(inputs, state)
            if self._output_layer is not None:
                outputs = self._output_layer(outputs)
            ids = self._helper.sample(time=time, outputs=outputs, state=state)
            finished, inputs, state = self._helper.next_inputs(
                time=time, outputs=outputs, state=state, sample_ids=ids
            )
        return BasicDecoderOutput(outputs, ids), state, inputs, finished


@public("contrib.seq2seq.dynamic_decode")
def dynamic_decode(
    decoder, output_time_major=False, impute_finished=False, maximum_iterations=None,
    parallel_iterations=32, swap_memory=False, scope=None,
):  # fmt: skip
    """Runs a decoder until all sequences have ended.

    Args:
      decoder: a `tf.contrib.seq2seq.Decoder`.
      output_time_major: whether the outputs' first axis is time, and not the batch.
      impute_finished: whether the states of ended sequences stay and their outputs are zero.
      maximum_iterations: int32 scalar, the most steps; None for no limit.
      parallel_iterations, swap_memory: accepted for compatibility.
      scope: the variable scope, or its name; "decoder" by default.

    Returns:
      A triple: outputs, the last state, and an int32 vector of the sequences' steps.

    Raises:
      TypeError: decoder is none.
      ValueError: maximum_iterations is no scalar.

    Example:
      >>> cell = tf.nn.rnn_cell.GRUCell(3)
      >>> helper = tf.contrib.seq2seq.GreedyEmbeddingHelper(tf.eye(3), [0, 0], 2)
      >>> decoder = tf.contrib.seq2seq.BasicDecoder(cell, helper, tf.zeros([2, 3]))
      >>> outputs, _, _ = tf.contrib.seq2seq.dynamic_decode(decoder, maximum_iterations=4)
      >>> outputs.sample_id.shape[0].value
      2
    """
    if not isinstance(decoder, Decoder):
        raise TypeError(f"Expected decoder to be type Decoder, but saw: {type(decoder)}")
    with variable_scope(scope, "decoder"):
        limit = None if maximum_iterations is None else _native.convert(maximum_iterations, int32)
        if limit is not None and limit.shape.ndims != 0:
            raise ValueError("maximum_iterations must be a scalar")
        run = _Decoding(decoder, impute_finished, limit)
        arrays, state, lengths = run.run()
        outputs = nest.map_structure(lambda array: array.stack(), arrays)
        with suppress(NotImplementedError):
            outputs, state = decoder.finalize(outputs, state, lengths)
        if not output_time_major:
            outputs = nest.map_structure(swapped, outputs)
    return outputs, state, lengths


class _Decoding:
    """The loop over steps."""

    def __init__(self, decoder, impute_finished, limit):
        self.decoder, self.impute, self.limit = decoder, impute_finished, limit

    def run(self):
        """Arrays of outputs, the last state, and the sequences' steps."""
        decoder = self.decoder
        finished, inputs, state = decoder.initialize()
        if self.limit is not None:
            finished = api.logical_or(finished, self.limit <= 0)
        self.batch = decoder.batch_size
        sizes, dtypes = decoder.output_size, decoder.output_dtype
        self.zeros = nest.map_structure(
            lambda size, dtype: zeros(sizes_behind([self.batch], size), dtype), sizes, dtypes
        )
        arrays = nest.map_structure(self._array, sizes, dtypes)
        lengths = zeros_like(finished, int32)
        carried = (_native.convert(0, int32), arrays, state, inputs, finished, lengths)
        carried = while_loop(
            lambda time, arrays, state, inputs, finished, lengths: api.logical_not(
                api.reduce_all(finished)
            ),
            self._step, carried, maximum_iterations=self.limit,
        )  # fmt: skip
        return carried[1], carried[2], carried[5]

    def _array(self, size, dtype):
        known = hasattr(size, "as_list") and size.ndims != 0
        batch = _native.known_value(self.batch) if isinstance(
            self.batch, _native.Tensor
        ) else self.batch
        batch = None if batch is None else int(batch)
        shape = as_shape([batch]).concatenate(size) if known else None
        return TensorArray(dtype, 0, dynamic_size=True, element_shape=shape)

    def _step(self, time, arrays, state, inputs, finished, lengths):
        outputs, new_state, inputs_after, ended = self.decoder.step(time, inputs, state)
        if not self.decoder.tracks_own_finished:
            ended = api.logical_or(ended, finished)
        lengths = where(finished, lengths, api.fill(api.shape(lengths), time + 1))
        nest.assert_same_structure(state, new_state)
        nest.assert_same_structure(arrays, outputs)
        nest.assert_same_structure(inputs, inputs_after)
        if self.impute:
            outputs = nest.map_structure(
                lambda out, zero: where(finished, zero, out), outputs, self.zeros
            )
            new_state = nest.map_structure(
                lambda new, old: _kept(finished, new, old), new_state, state
            )
        arrays = nest.map_structure(lambda array, out: array.write(time, out), arrays, outputs)
        return time + 1, arrays, new_state, inputs_after, ended, lengths


def _kept(finished, new, old):
    """The old state of the sequences that have ended."""
    if isinstance(old, TensorArray):
        return new
    if new._symbolic:
        new.set_shape(old.shape)
    return new if new.shape.ndims == 0 else where(finished, old, new)
