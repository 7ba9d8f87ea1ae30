"""tf.nn.bidirectional_dynamic_rnn, and layers of it one upon another."""

from zeal import _native, nest
from zeal.ops.array.reorder import reverse_sequence
from zeal.public import public
from zeal.rnn.dynamic import dynamic_rnn
from zeal.rnn.static import static_bidirectional_rnn
from zeal.rnn.wrappers import check_cell
from zeal.state.scope import variable_scope

api = _native.api


@public("nn.bidirectional_dynamic_rnn")
def bidirectional_dynamic_rnn(
    cell_fw, cell_bw, inputs, sequence_length=None, initial_state_fw=None, initial_state_bw=None,
    dtype=None, parallel_iterations=None, swap_memory=False, time_major=False, scope=None,
):  # fmt: skip
    """Runs one cell over sequences, and another over the sequences from their ends.

    Args:
      cell_fw, cell_bw: the cells.
      initial_state_fw, initial_state_bw: their first states.
      scope: the variable scope, or its name; "bidirectional_rnn" by default.
      the others: those of `tf.nn.dynamic_rnn`.

    Returns:
      A pair of pairs: the outputs of both cells, and their last states.

    Raises:
      TypeError: a cell is none.

    Example:
      >>> cells = [tf.nn.rnn_cell.GRUCell(2), tf.nn.rnn_cell.GRUCell(3)]
      >>> outputs, states = tf.nn.bidirectional_dynamic_rnn(
      ...     *cells, tf.ones([1, 5, 4]), dtype=tf.float32)
      >>> [x.shape.as_list() for x in outputs], cells[1].variables[0].name
      ([[1, 5, 2], [1, 5, 3]], 'bidirectional_rnn/bw/gru_cell/gates/kernel:0')
    """
    check_cell("cell_fw", cell_fw)
    check_cell("cell_bw", cell_bw)
    options = (dtype, parallel_iterations, swap_memory, time_major)

    def turned(tensors):
        return nest.map_structure(lambda x: _turned(x, sequence_length, time_major), tensors)

    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as scope_fw:
            output_fw, state_fw = dynamic_rnn(
                cell_fw, inputs, sequence_length, initial_state_fw, *options, scope_fw
            )
        with variable_scope("bw") as scope_bw:
            inputs = nest.map_structure(_native.convert, inputs)
            output_bw, state_bw = dynamic_rnn(
                cell_bw, turned(inputs), sequence_length, initial_state_bw, *options, scope_bw
            )
    return (output_fw, turned(output_bw)), (state_fw, state_bw)


def _turned(tensor, lengths, time_major):
    """Sequences from their ends."""
    time, batch = (0, 1) if time_major else (1, 0)
    if lengths is None:
        return api.reverse(tensor, [time])
    return reverse_sequence(tensor, lengths, time, batch)


@public("contrib.rnn.stack_bidirectional_rnn")
def stack_bidirectional_rnn(
    cells_fw, cells_bw, inputs, initial_states_fw=None, initial_states_bw=None, dtype=None,
    sequence_length=None, scope=None,
):  # fmt: skip
    """Layers of `tf.nn.static_bidirectional_rnn`, each reading both outputs of the one below.

    Args:
      cells_fw, cells_bw: lists of cells, two for each layer.
      initial_states_fw, initial_states_bw: lists of their first states.
      inputs, dtype, sequence_length: those of `tf.nn.static_rnn`.
      scope: the variable scope, or its name; "stack_bidirectional_rnn" by default.

    Returns:
      A triple: the last layer's outputs, a list, and tuples of the layers' last states.

    Raises:
      ValueError: there are no cells, or not as many of one kind as of the other.
    """
    layers = _layers(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    states = []
    with variable_scope(scope or "stack_bidirectional_rnn"):
        for i, (cell_fw, cell_bw, state_fw, state_bw) in enumerate(layers):
            with variable_scope(f"cell_{i}") as inner:
                inputs, *last = static_bidirectional_rnn(
                    cell_fw, cell_bw, inputs, state_fw, state_bw, dtype, sequence_length, inner
                )
            states.append(last)
    return inputs, *(tuple(column) for column in zip(*states, strict=True))


@public("contrib.rnn.stack_bidirectional_dynamic_rnn")
def stack_bidirectional_dynamic_rnn(
    cells_fw, cells_bw, inputs, initial_states_fw=None, initial_states_bw=None, dtype=None,
    sequence_length=None, parallel_iterations=None, time_major=False, scope=None,
    swap_memory=False,
):  # fmt: skip
    """Layers of `tf.nn.bidirectional_dynamic_rnn`, each reading both outputs of the one below.

    Args:
      the others: those of `tf.nn.dynamic_rnn`.
      the others: as for `stack_bidirectional_rnn`.

    Returns:
      A triple: the last layer's outputs, side by side, and tuples of the layers' last states.

    Example:
      >>> cells = [[tf.nn.rnn_cell.GRUCell(2) for _ in range(2)] for _ in range(2)]
      >>> outputs, fw, bw = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
      ...     *cells, tf.ones([1, 5, 4]), dtype=tf.float32)
      >>> outputs.shape.as_list(), len(fw)
      ([1, 5, 4], 2)
    """
    layers = _layers(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    states = []
    with variable_scope(scope or "stack_bidirectional_rnn"):
        for i, (cell_fw, cell_bw, state_fw, state_bw) in enumerate(layers):
            with variable_scope(f"cell_{i}"):
                outputs, last = bidirectional_dynamic_rnn(
                    cell_fw, cell_bw, inputs, sequence_length, state_fw, state_bw, dtype,
                    parallel_iterations, swap_memory, time_major,
                )  # fmt: skip
                inputs = api.concat(outputs, 2)
            states.append(last)
    return inputs, *(tuple(column) for column in zip(*states, strict=True))


def _layers(cells_fw, cells_bw, states_fw, states_bw):
    """For each layer its two cells and their first states."""
    for cells, word in ((cells_fw, "fw"), (cells_bw, "bw")):
        if not cells:
            raise ValueError(f"Must specify at least one {word} cell for BidirectionalRNN.")
        if not isinstance(cells, list):
            raise ValueError(f"cells_{word} must be a list of RNNCells (one per layer).")
    if len(cells_fw) != len(cells_bw):
        raise ValueError("Forward and Backward cells must have the same depth.")
    states = []
    for given, word in ((states_fw, "fw"), (states_bw, "bw")):
        if given is not None and (not isinstance(given, list) or len(given) != len(cells_fw)):
            raise ValueError(
                f"initial_states_{word} must be a list of state tensors (one per layer)."
            )
        states.append(given or [None] * len(cells_fw))
    return list(zip(cells_fw, cells_bw, *states, strict=True))
