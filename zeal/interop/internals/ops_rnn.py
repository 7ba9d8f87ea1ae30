"""tensorflow.python.ops.rnn: what programs with loops of their own over cells call."""

from zeal.interop.internals.rnn_cell_impl import _concat
from zeal.rnn.sizes import batch_size_of as _best_effort_input_batch_size
from zeal.rnn.sizes import shape_behind
from zeal.rnn.sizes import swapped as _transpose_batch_time
from zeal.rnn.static import _reversed as _reverse_seq
from zeal.rnn.steps import dtype_of as _infer_state_dtype
from zeal.rnn.steps import keep_ended

__all__ = [
    "_best_effort_input_batch_size", "_concat", "_infer_state_dtype", "_reverse_seq",
    "_transpose_batch_time",
]  # fmt: skip


def _maybe_tensor_shape_from_tensor(shape):
    return shape_behind([], shape)


def _rnn_step(
    time, sequence_length, min_sequence_length, max_sequence_length, zero_output, state, call_cell,
    state_size, skip_conditionals=False,
):  # fmt: skip
    """Output and new state; of sequences that have ended zeros, and the state they had."""
    output, new_state = call_cell()
    ended = time >= sequence_length
    return keep_ended(ended, zero_output, output), keep_ended(ended, state, new_state)
