"""tensorflow.contrib.seq2seq.python.ops.decoder: what decoders of programs start from."""

from zeal import nest
from zeal.rnn.cell import zeros_of as _zero_state_tensors
from zeal.rnn.sizes import swapped as _transpose_batch_time

__all__ = ["_transpose_batch_time", "_zero_state_tensors"]


def _create_zero_outputs(size, dtype, batch_size):
    return nest.map_structure(lambda s, d: _zero_state_tensors(s, batch_size, d), size, dtype)
