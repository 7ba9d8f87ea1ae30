"""tf.nn.raw_rnn: a cell in a loop that a function of the program steers."""

from zeal import _native, nest
from zeal.graph.loops import while_loop
from zeal.graph.tensor_array import TensorArray
from zeal.ops.array.constant import constant
from zeal.ops.array.fill import zeros
from zeal.public import public
from zeal.rnn.sizes import shape_behind, sizes_behind
from zeal.rnn.steps import keep_ended
from zeal.rnn.wrappers import check_cell
from zeal.state.scope import variable_scope
from zeal.tensor_shape import as_shape

api = _native.api


@public("nn.raw_rnn")
def raw_rnn(cell, loop_fn, parallel_iterations=None, swap_memory=False, scope=None):
    """Runs a recurrent cell whose inputs, states and outputs a function chooses at each step.

    Args:
      cell: a cell.
      loop_fn: a function of time, the cell's output, its state and the loop's state, which returns
        (finished, next input, next cell state, output to keep, next loop state). Before the
        first step time is 0 and the others are None; the output then says what kind and shape
        outputs have, without the batch, or is None for the cell's output. `finished` is a
        boolean vector: of sequences that have ended states stay and outputs are zero. A loop
        state of None stays.
      parallel_iterations, swap_memory: accepted for compatibility.
      scope: the variable scope, or its name; "rnn" by default.

    Returns:
      A triple: a `tf.TensorArray` of outputs, or a structure of them, the last cell state, and the
      last loop state.

    Raises:
      TypeError: cell is no cell, or loop_fn cannot be called.
      ValueError: structures change from step to step.

    Example:
      >>> cell, x = tf.nn.rnn_cell.BasicRNNCell(2), tf.ones([1, 4])
      >>> def loop_fn(time, output, state, loop_state):
      ...     state = cell.zero_state(1, tf.float32) if output is None else state
      ...     return tf.fill([1], time >= 3), x, state, output, None
      >>> outputs, state, _ = tf.nn.raw_rnn(cell, loop_fn)
      >>> outputs.stack().shape.as_list()
      [3, 1, 2]
    """
    check_cell("cell", cell)
    if not callable(loop_fn):
        raise TypeError("loop_fn must be a callable")
    with variable_scope(scope or "rnn"):
        return _Loop(cell, loop_fn).run()


class _Loop:
    def __init__(self, cell, loop_fn):
        self.cell, self.loop_fn = cell, loop_fn
        self.time = constant(0)
        finished, self.input, state, emit, self.loop_state = loop_fn(self.time, None, None, None)
        self.finished = _native.convert(finished)
        nest.assert_same_structure(state, cell.state_size)
        self.state = nest.map_structure(_native.convert, state)
        self.emits = cell.output_size if emit is None else emit
        self.batch = self._batch()
        first = nest.flatten(self.state)[0]
        self.kinds = [
            (e.dtype, _size(e)) if emit is not None else (first.dtype, e)
            for e in nest.flatten(self.emits)
        ]

    def _batch(self):
        """The length of the inputs' first axis, as far as it is known."""
        batch = as_shape([None])
        for tensor in nest.flatten(self.input):
            batch = batch.merge_with(tensor.shape[:1])
        return batch._at(0)

    def run(self):
        """Arrays of outputs, and the last states."""
        arrays = [self._array(dtype, size) for dtype, size in self.kinds]
        loop_state = constant(0) if self.loop_state is None else self.loop_state
        start = [self.time, self.finished, self.input, self._packed(arrays), self.state, loop_state]
        *_, arrays, state, loop_state = while_loop(
            lambda time, finished, *_: api.logical_not(api.reduce_all(finished)), self._body, start
        )
        return arrays, state, None if self.loop_state is None else loop_state

    def _array(self, dtype, size):
        return TensorArray(
            dtype, 0, dynamic_size=True, element_shape=shape_behind([self.batch], size)
        )

    def _packed(self, parts):
        return nest.pack_sequence_as(self.emits, parts)

    def _zeros(self):
        batch = self.batch
        if batch is None:
            batch = api.shape(nest.flatten(self.input)[0])[0]
        return self._packed([zeros(sizes_behind([batch], size), t) for t, size in self.kinds])

    def _body(self, time, finished, input_, arrays, state, loop_state):
        output, cell_state = self.cell(input_, state)
        nest.assert_same_structure(state, cell_state)
        nest.assert_same_structure(self.cell.output_size, output)
        now, next_input, next_state, emit, next_loop_state = self.loop_fn(
            time + 1, output, cell_state, loop_state
        )
        nest.assert_same_structure(state, next_state)
        nest.assert_same_structure(input_, next_input)
        nest.assert_same_structure(self.emits, emit)
        emit = keep_ended(finished, self._zeros(), emit)
        next_state = keep_ended(finished, state, next_state)
        arrays = nest.map_structure(lambda array, part: array.write(time, part), arrays, emit)
        loop_state = loop_state if next_loop_state is None else next_loop_state
        return (
            time + 1, api.logical_or(finished, now), next_input, arrays, next_state, loop_state
        )


def _size(emit):
    """The lengths of an output's row, some of which may be known in the run only."""
    return emit.shape if emit.shape.is_fully_defined() else api.shape(emit)
