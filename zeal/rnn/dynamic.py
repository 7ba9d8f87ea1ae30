"""tf.nn.dynamic_rnn: a cell over all steps of tensors, in a loop."""

from zeal import _native, nest
from zeal.graph.loops import while_loop
from zeal.graph.tensor_array import TensorArray
from zeal.ops.array.constant import constant
from zeal.ops.array.fill import zeros
from zeal.ops.op_counts import count_before, count_behind
from zeal.public import public
from zeal.rnn.sizes import batch_size_of, shape_behind, sizes_behind, swapped
from zeal.rnn.steps import Step, checked_lengths, dtype_of, first_state
from zeal.rnn.wrappers import check_cell
from zeal.state.scope import variable_scope

api = _native.api


@public("nn.dynamic_rnn")
def dynamic_rnn(
    cell, inputs, sequence_length=None, initial_state=None, dtype=None, parallel_iterations=None,
    swap_memory=False, time_major=False, scope=None,
):  # fmt: skip
    """Runs a recurrent cell over sequences, whose length and number need not be known.

    Args:
      cell: a cell of `tf.nn.rnn_cell` or of Keras, or a program's own.
      inputs: a tensor of shape `[batch, time, ...]`, or a structure of them; all but the first
        two axes must be known.
      sequence_length: an integer vector, how many steps of each sequence count: behind them
        outputs are zero and the state stays.
      initial_state: the first state; by default the cell's zeros of `dtype`.
      dtype: of the initial state and the outputs.
      parallel_iterations, swap_memory: accepted for compatibility.
      time_major: whether inputs and outputs have shape `[time, batch, ...]`.
      scope: the variable scope, or its name; "rnn" by default.

    Returns:
      A pair: outputs of shape `[batch, time, output_size]`, and the last state.

    Raises:
      TypeError: cell is no cell.
      ValueError: there is neither initial_state nor dtype, or inputs are of less than two axes or
        of an unknown size.
      InvalidArgumentError: sequence_length is not of the batch's length.

    Example:
      >>> cell = tf.nn.rnn_cell.BasicLSTMCell(5)
      >>> outputs, state = tf.nn.dynamic_rnn(cell, tf.ones([2, 7, 3]), dtype=tf.float32)
      >>> outputs.shape.as_list(), state.h.shape.as_list(), cell.variables[0].name
      ([2, 7, 5], [2, 5], 'rnn/basic_lstm_cell/kernel:0')
    """
    check_cell("cell", cell)
    with variable_scope(scope or "rnn"):
        inputs = nest.map_structure(_native.convert, inputs)
        if not time_major:
            inputs = nest.map_structure(swapped, inputs)
        batch_size = batch_size_of(nest.flatten(inputs))
        state = first_state(cell, initial_state, batch_size, dtype)
        is_long = None in [x.shape._at(0) for x in nest.flatten(inputs)]
        counts = _counts(sequence_length is not None, isinstance(batch_size, int), is_long)
        for part in counts:
            count_before(part)
        if sequence_length is not None:
            sequence_length = checked_lengths(sequence_length, batch_size)
        outputs, state = _Loop(cell, inputs, batch_size, state, sequence_length, dtype).run()
        if not time_major:
            outputs = nest.map_structure(swapped, outputs)
        for part in counts:
            count_behind(part)
    return outputs, state


def _counts(has_lengths, batch_known, any_length):
    """What TensorFlow's graph has more of, by rows of the table of ops."""
    rows = {
        "": True, " of a batch": not batch_known and not has_lengths,
        " of a batch, lengths": not batch_known and has_lengths, ", lengths": has_lengths,
        " of any length": any_length, " of any length, batch known": any_length and batch_known,
        " of any length, lengths": any_length and has_lengths,
    }  # fmt: skip
    return ["dynamic_rnn" + row for row, holds in rows.items() if holds]


class _Loop:
    """A cell over inputs of shape `[time, batch, ...]`."""

    def __init__(self, cell, inputs, batch_size, state, lengths, dtype):
        self.inputs, self.sizes = inputs, cell.output_size
        self.state = nest.map_structure(_as_part, state)
        self.dtype = dtype_of(dtype, self.state)
        self.time, self.batch = _check_sizes(nest.flatten(inputs))
        self.steps = api.shape(nest.flatten(inputs)[0])[0] if self.time is None else self.time
        zero_output = None if lengths is None else nest.map_structure(
            lambda size: zeros(sizes_behind([batch_size], size), self.dtype), self.sizes
        )
        self.lengths = lengths
        self.step = Step(cell, lengths, zero_output)

    def run(self):
        """Outputs and the last state."""
        rows = [self._rows(tensor) for tensor in nest.flatten(self.inputs)]
        arrays = [self._array(size) for size in nest.flatten(self.sizes)]
        bound = self._bound()

        def body(time, arrays, state):
            inputs = nest.pack_sequence_as(self.inputs, [row.read(time) for row in rows])
            output, state = self.step(time, inputs, state)
            flat = nest.flatten(output)
            arrays = [a.write(time, x) for a, x in zip(arrays, flat, strict=True)]
            return time + 1, arrays, state

        _, arrays, state = while_loop(
            lambda time, *_: time < bound, body, (constant(0), arrays, self.state)
        )
        sizes = nest.flatten(self.sizes)
        outputs = [self._stacked(a, size) for a, size in zip(arrays, sizes, strict=True)]
        return nest.pack_sequence_as(self.sizes, outputs), state

    def _bound(self):
        """How many steps there are: no more than the longest sequence has, and one at least."""
        if self.lengths is None:
            return self.steps
        return api.minimum(self.steps, api.maximum(1, api.reduce_max(self.lengths)))

    def _rows(self, tensor):
        array = TensorArray(
            tensor.dtype, self.steps, element_shape=tensor.shape[1:], clear_after_read=False
        )
        return array.unstack(tensor)

    def _array(self, size):
        return TensorArray(
            self.dtype, self.steps, element_shape=shape_behind([self.batch], size)
        )

    def _stacked(self, array, size):
        output = array.stack()
        if output._symbolic:
            output.set_shape(shape_behind([self.time, self.batch], size))
        return output


def _as_part(value):
    return value if isinstance(value, TensorArray) else _native.convert(value)


def _check_sizes(inputs):
    """Numbers of steps and of sequences, as far as they are known.

    Raises:
      ValueError: inputs differ in them, or a length of a row is unknown.
    """
    shapes = [tensor.shape.with_rank_at_least(3) for tensor in inputs]
    time, batch = shapes[0].as_list()[:2] if shapes[0].ndims else (None, None)
    for shape in shapes:
        if shape.ndims is None or not shape[2:].is_fully_defined():
            raise ValueError(
                "Input size (depth of inputs) must be accessible via shape inference, but saw "
                f"value None: inputs of shape {shape}. Give tf.placeholder the length of its last "
                "axis"
            )
        if shape._at(0) != time:
            raise ValueError(
                "Time steps is not the same for all the elements in the input in a batch."
            )
        if shape._at(1) != batch:
            raise ValueError("Batch_size is not the same for all the elements in the input.")
    return time, batch
