"""Recurrent layers over whole sequences, time first: LSTMBlockFusedCell and what runs cells so."""

from typing import Any

from zeal._native import api, raw
from zeal.keras.layers.input_spec import InputSpec
from zeal.layers import Layer
from zeal.ops.array.fill import zeros
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.join import stack, unstack
from zeal.ops.array.range import range as indices_below
from zeal.ops.array.reorder import reverse_sequence
from zeal.ops.array.shape import size_along
from zeal.ops.array.where import sequence_mask
from zeal.public import public
from zeal.rnn.block_cells import BlockWeights
from zeal.rnn.dynamic import dynamic_rnn
from zeal.rnn.lstm_cells import LSTMStateTuple
from zeal.rnn.static import static_rnn


@public("contrib.rnn.LSTMBlockWrapper")
class LSTMBlockWrapper(Layer):
    """What layers of LSTMs over whole sequences share: first states, lengths, lists of inputs.

    A subclass has `num_units` and `_call_cell(inputs, c, h, dtype, sequence_length)`, which gives
    the memories and outputs of all steps.

    Example:
      >>> issubclass(tf.contrib.rnn.LSTMBlockFusedCell, tf.contrib.rnn.LSTMBlockWrapper)
      True
    """

    @property
    def num_units(self) -> int:
        """Length of a state's rows."""
        raise NotImplementedError("num_units")

    def _call_cell(self, inputs, initial_cell_state, initial_output, dtype, sequence_length):
        raise NotImplementedError("_call_cell")

    def __call__(self, inputs, *args: Any, scope=None, **kwargs: Any) -> Any:
        if scope is not None:
            self._set_scope(scope)
        if not isinstance(inputs, list):
            return super().__call__(inputs, *args, **kwargs)
        outputs, state = super().__call__(stack(inputs), *args, **kwargs)
        return unstack(outputs), state

    def call(self, inputs, initial_state=None, dtype=None, sequence_length=None) -> Any:
        """Runs over sequences.

        Args:
          inputs: tensor of shape `[time, batch, n]`; the layer takes a list of tensors
            `[batch, n]` too, and gives one then.
          initial_state: a pair of tensors of shape `[batch, num_units]`, memory and output.
          dtype: of zeros in their place.
          sequence_length: integer tensor of shape `[batch]`: steps beyond give zeros.

        Returns:
          A pair of outputs and the last state, an `LSTMStateTuple`.

        Raises:
          ValueError: there is neither a state nor a dtype, or the state is no pair.
        """
        if inputs.shape.with_rank(3)._at(2) is None:
            raise ValueError(f"Expecting inputs_shape[2] to be set: {inputs.shape}")
        c, h = self._first_state(inputs, initial_state, dtype)
        cells, outputs = self._call_cell(inputs, c, h, dtype or c.dtype, sequence_length)
        if sequence_length is None:
            last = cells[-1], outputs[-1]
        else:
            lengths = api.cast(sequence_length, "int32")
            mask = sequence_mask(lengths, size_along(inputs, 0), outputs.dtype)
            mask = api.transpose(mask, [1, 0])
            outputs = outputs * api.expand_dims(mask, 2)
            last = _last(c, cells, lengths), _last(h, outputs, lengths)
        return outputs, LSTMStateTuple(*last)

    def _first_state(self, inputs, initial_state, dtype):
        if initial_state is None:
            if dtype is None:
                raise ValueError("Either initial_state or dtype needs to be specified")
            return [zeros([size_along(inputs, 1), self.num_units], dtype)] * 2
        if len(initial_state) != 2:
            raise ValueError("Expecting initial_state to be a tuple with length 2 or None")
        return initial_state


def _last(first, states, lengths):
    """What each example has behind its last step, which may be the first state."""
    states = api.concat([api.expand_dims(first, 0), states], 0)
    return gather_nd(states, stack([lengths, indices_below(api.shape(lengths)[0])], 1))


@public("contrib.rnn.LSTMBlockFusedCell")
class LSTMBlockFusedCell(BlockWeights, LSTMBlockWrapper):
    """An LSTM over whole sequences, time first, in one op.

    Args:
      num_units: length of the rows of memory and output.
      forget_bias: what is added to the forget gate.
      cell_clip: limit of the memory's absolute values; None or a negative number for none.
      use_peephole: whether the gates see the memory, by a weight for each unit.
      reuse, dtype, name: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.contrib.rnn.LSTMBlockFusedCell(4)
      >>> outputs, state = cell(tf.ones([5, 2, 3]), dtype=tf.float32)
      >>> outputs.shape.as_list(), state.h.shape.as_list()
      ([5, 2, 4], [2, 4])
    """

    def __init__(
        self, num_units, forget_bias=1.0, cell_clip=None, use_peephole=False, reuse=None,
        dtype=None, name="lstm_fused_cell",
    ) -> None:  # fmt: skip
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self._set_up(num_units, forget_bias, cell_clip, use_peephole)
        self.input_spec = InputSpec(ndim=3)

    @property
    def num_units(self) -> int:
        """Length of the rows of memory and output."""
        return self._num_units

    def build(self, input_shape) -> None:
        """Makes kernel, bias and peepholes."""
        self._add_weights(input_shape._at(2))

    def _call_cell(self, inputs, initial_cell_state, initial_output, dtype, sequence_length):
        lengths = sequence_length
        longest = size_along(inputs, 0) if lengths is None else api.reduce_max(lengths)
        steps = api.cast(longest, "int64")
        return self._made_by(raw.BlockLSTM, [steps, inputs], initial_cell_state, initial_output)


@public("contrib.rnn.FusedRNNCell")
class FusedRNNCell:
    """What is called with inputs `[time, batch, n]` and gives outputs and the last state.

    Example:
      >>> issubclass(tf.contrib.rnn.TimeReversedFusedRNN, tf.contrib.rnn.FusedRNNCell)
      True
    """

    def __call__(
        self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None
    ):
        raise NotImplementedError("FusedRNNCell is abstract: a subclass has __call__")


@public("contrib.rnn.FusedRNNCellAdaptor")
class FusedRNNCellAdaptor(FusedRNNCell):
    """Runs a cell over whole sequences, time first.

    Args:
      cell: the cell.
      use_dynamic_rnn: whether by `tf.nn.dynamic_rnn`; else by `tf.nn.static_rnn`.

    Example:
      >>> run = tf.contrib.rnn.FusedRNNCellAdaptor(tf.nn.rnn_cell.GRUCell(4), True)
      >>> outputs, state = run(tf.ones([5, 2, 3]), dtype=tf.float32)
      >>> outputs.shape.as_list()
      [5, 2, 4]
    """

    def __init__(self, cell, use_dynamic_rnn=False) -> None:
        self._cell, self._dynamic = cell, use_dynamic_rnn

    def __call__(
        self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None
    ):
        is_list = isinstance(inputs, list)
        options = {"initial_state": initial_state, "dtype": dtype, "scope": scope}
        options["sequence_length"] = sequence_length
        if self._dynamic:
            inputs = stack(inputs) if is_list else inputs
            outputs, state = dynamic_rnn(self._cell, inputs, time_major=True, **options)
            return unstack(outputs) if is_list else outputs, state
        outputs, state = static_rnn(
            self._cell, inputs if is_list else unstack(inputs), **options
        )
        return outputs if is_list else stack(outputs), state


@public("contrib.rnn.TimeReversedFusedRNN")
class TimeReversedFusedRNN(FusedRNNCell):
    """Runs a layer over sequences from their ends; the outputs are turned back.

    Args:
      cell: what is called as a `tf.contrib.rnn.FusedRNNCell` is.

    Example:
      >>> run = tf.contrib.rnn.TimeReversedFusedRNN(tf.contrib.rnn.LSTMBlockFusedCell(4))
      >>> run(tf.ones([5, 2, 3]), dtype=tf.float32)[0].shape.as_list()
      [5, 2, 4]
    """

    def __init__(self, cell) -> None:
        self._cell = cell

    def __call__(
        self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None
    ):
        options = {"initial_state": initial_state, "dtype": dtype, "scope": scope}
        options["sequence_length"] = sequence_length
        outputs, state = self._cell(_turned(inputs, sequence_length), **options)
        return _turned(outputs, sequence_length), state


def _turned(tensors, lengths):
    if isinstance(tensors, list):
        return tensors[::-1]
    if lengths is None:
        return api.reverse(tensors, [0])
    return reverse_sequence(tensors, lengths, 0, 1)
