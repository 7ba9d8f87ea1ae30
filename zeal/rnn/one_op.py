"""What steps of recurrent cells the ops of a whole step compute."""

from zeal._native import api, raw
from zeal.dtypes import float32, float64
from zeal.keras import activations

_TANH = (api.tanh, activations.get("tanh"))
_WIDE = (float32, float64)


def fits_one_op(inputs, activation) -> bool:
    """Whether an op of a whole step takes inputs of this dtype, and has this activation."""
    return activation in _TANH and inputs.dtype in _WIDE


def gru_step(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    """The new state of a gated recurrent unit, whose gates are reset and update."""
    return raw.GRUBlockCell(
        inputs, state, gate_kernel, candidate_kernel, gate_bias, candidate_bias
    )[3]
