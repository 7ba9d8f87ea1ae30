"""tensorflow.python.ops.rnn_cell_impl: names of the variables of cells, and states of zeros."""

from zeal.rnn.cell import zeros_of as _zero_state_tensors

__all__ = ["_zero_state_tensors"]

_BIAS_VARIABLE_NAME = "bias"
_WEIGHTS_VARIABLE_NAME = "kernel"
