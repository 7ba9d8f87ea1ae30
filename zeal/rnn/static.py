"""tf.nn.static_rnn: a cell over the steps of a list."""

from zeal import _native, nest
from zeal.eager.control import control_dependencies
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import stack, unstack
from zeal.ops.array.reorder import reverse_sequence
from zeal.public import public
from zeal.rnn.sizes import sizes_behind
from zeal.rnn.steps import Step, checked_lengths, dtype_of, first_state
from zeal.rnn.wrappers import check_cell
from zeal.state.scope import variable_scope

api = _native.api


@public("nn.static_rnn", "contrib.rnn.static_rnn")
def static_rnn(
    cell, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None
):
    """Runs a recurrent cell over a list of inputs, one for each step.

    Args:
      inputs: a list of tensors of shape `[batch, ...]`, or of structures of them.
      the others: as for `tf.nn.dynamic_rnn`.

    Returns:
      A pair: a list of outputs, and the last state.

    Raises:
      TypeError: cell is no cell, or inputs no list or tuple.
      ValueError: inputs is empty, or there is neither initial_state nor dtype.

    Example:
      >>> steps = tf.unstack(tf.ones([2, 3, 4]), axis=1)
      >>> cell = tf.nn.rnn_cell.BasicRNNCell(5)
      >>> outputs, state = tf.nn.static_rnn(cell, steps, dtype=tf.float32)
      >>> len(outputs), state.shape.as_list()
      (3, [2, 5])
    """
    check_cell("cell", cell)
    _check_inputs(inputs)
    with variable_scope(scope or "rnn") as outer:
        batch_size = _batch_size(inputs)
        state = first_state(cell, initial_state, batch_size, dtype)
        step = _step(cell, state, dtype, sequence_length, batch_size)
        outputs = []
        for time, input_ in enumerate(inputs):
            if time > 0:
                outer.reuse_variables()
            output, state = step(time, input_, state)
            outputs.append(output)
    return outputs, state


def _check_inputs(inputs):
    if not nest.is_nested(inputs):
        raise TypeError("inputs must be a sequence")
    if not inputs:
        raise ValueError("inputs must not be empty")


def _batch_size(inputs):
    """The length of the inputs' first axis: an integer where one knows it.

    Raises:
      ValueError: inputs differ in it, or another axis is unknown.
    """
    flat = [_native.convert(tensor) for tensor in nest.flatten(inputs)]
    batch = flat[0].shape.with_rank_at_least(1)[:1]
    for tensor in flat:
        if flat[0].shape.ndims != 1 and not tensor.shape[1:].is_fully_defined():
            raise ValueError(
                "Input size (depth of inputs) must be accessible via shape inference, but saw "
                f"value None: an input of shape {tensor.shape}"
            )
        batch = batch.merge_with(tensor.shape[:1])
    known = batch._at(0)
    return api.shape(flat[0])[0] if known is None else known


def _step(cell, state, dtype, sequence_length, batch_size):
    if sequence_length is None:
        return Step(cell, None, None)
    dtype = dtype_of(dtype, state)
    zero_output = nest.map_structure(
        lambda size: zeros(sizes_behind([batch_size], size), dtype), cell.output_size
    )
    return Step(cell, checked_lengths(sequence_length, batch_size), zero_output)


@public("nn.static_state_saving_rnn", "contrib.rnn.static_state_saving_rnn")
def static_state_saving_rnn(
    cell, inputs, state_saver, state_name, sequence_length=None, scope=None
):
    """The same as `static_rnn` for parts of long sequences, between which an object keeps states.

    Args:
      the others: those of `static_rnn`.
      state_saver: has methods `state(name)` and `save_state(name, state)`.
      state_name: the state's name; a tuple of names where the cell's state is a structure.

    Returns:
      A pair: a list of outputs, and the last state.

    Raises:
      ValueError: there are not as many names as the cell's state has parts.
    """
    size = cell.state_size
    if nest.is_nested(size) != nest.is_nested(state_name):
        raise ValueError(
            "state_name should be the same type as cell.state_size.  "
            f"state_name: {state_name}, cell.state_size: {size}"
        )
    names, sizes = nest.flatten(state_name), nest.flatten(size)
    if len(names) != len(sizes):
        raise ValueError(
            f"#elems(state_name) != #elems(state_size): {len(names)} vs. {len(sizes)}"
        )
    initial = nest.pack_sequence_as(size, [state_saver.state(name) for name in names])
    outputs, state = static_rnn(cell, inputs, initial, None, sequence_length, scope)
    parts = nest.flatten(state)
    saved = [state_saver.save_state(n, part) for n, part in zip(names, parts, strict=True)]
    with control_dependencies([op for op in saved if op is not None]):
        outputs[-1] = nest.map_structure(api.identity, outputs[-1])
        return outputs, nest.map_structure(api.identity, state)


@public("nn.static_bidirectional_rnn", "contrib.rnn.static_bidirectional_rnn")
def static_bidirectional_rnn(
    cell_fw, cell_bw, inputs, initial_state_fw=None, initial_state_bw=None, dtype=None,
    sequence_length=None, scope=None,
):  # fmt: skip
    """Runs one cell over a list of inputs, and another over the list from its end.

    Args:
      inputs, dtype, sequence_length: those of `static_rnn`.
      the others: as for `tf.nn.bidirectional_dynamic_rnn`.

    Returns:
      A triple: a list of outputs, both cells' side by side, and the last states of each.

    Raises:
      TypeError: a cell is none, or inputs no list or tuple; ValueError: inputs is empty.

    Example:
      >>> cells = [tf.nn.rnn_cell.GRUCell(2), tf.nn.rnn_cell.GRUCell(3)]
      >>> outputs, fw, bw = tf.nn.static_bidirectional_rnn(
      ...     *cells, [tf.ones([1, 4])] * 2, dtype=tf.float32)
      >>> outputs[0].shape.as_list(), fw.shape.as_list(), bw.shape.as_list()
      ([1, 5], [1, 2], [1, 3])
    """
    check_cell("cell_fw", cell_fw)
    check_cell("cell_bw", cell_bw)
    _check_inputs(inputs)
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as scope_fw:
            output_fw, state_fw = static_rnn(
                cell_fw, inputs, initial_state_fw, dtype, sequence_length, scope_fw
            )
        with variable_scope("bw") as scope_bw:
            reversed_inputs = _reversed(inputs, sequence_length)
            output_bw, state_bw = static_rnn(
                cell_bw, reversed_inputs, initial_state_bw, dtype, sequence_length, scope_bw
            )
    output_bw = _reversed(output_bw, sequence_length)
    outputs = nest.map_structure(lambda *both: api.concat(both, 1), output_fw, output_bw)
    return outputs, state_fw, state_bw


def _reversed(steps, lengths):
    """Steps from their end; of each sequence, only as many as it has."""
    if lengths is None:
        return list(reversed(steps))
    columns = zip(*(nest.flatten(step) for step in steps), strict=True)
    columns = [unstack(reverse_sequence(stack(column), lengths, 0, 1)) for column in columns]
    rows = zip(*columns, strict=True)
    return [nest.pack_sequence_as(s, list(row)) for s, row in zip(steps, rows, strict=True)]
