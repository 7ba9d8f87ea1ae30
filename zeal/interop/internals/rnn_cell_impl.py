"""tensorflow.python.ops.rnn_cell_impl: names of the variables of cells."""

__all__: list = []

_BIAS_VARIABLE_NAME = "bias"
_WEIGHTS_VARIABLE_NAME = "kernel"
