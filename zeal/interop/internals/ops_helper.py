"""tensorflow.contrib.seq2seq.python.ops.helper: what helpers of programs call."""

from zeal.rnn.sizes import swapped as _transpose_batch_time
from zeal.seq2seq.step_inputs import array_of as _unstack_ta

__all__ = ["_transpose_batch_time", "_unstack_ta"]
