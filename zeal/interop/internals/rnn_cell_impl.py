"""tensorflow.python.ops.rnn_cell_impl: names of the variables of cells, and states of zeros."""

from zeal import _native
from zeal.rnn.cell import LayerRNNCell as LayerRNNCell
from zeal.rnn.cell import zeros_of as _zero_state_tensors
from zeal.rnn.sizes import lengths_of, shape_behind
from zeal.rnn.wrappers import check_cell as assert_like_rnncell

__all__ = ["LayerRNNCell", "_zero_state_tensors", "assert_like_rnncell"]

_BIAS_VARIABLE_NAME = "bias"
_WEIGHTS_VARIABLE_NAME = "kernel"
ASSERT_LIKE_RNNCELL_ERROR_REGEXP = "is not an RNNCell"


def _concat(prefix, suffix, static=False):
    """Sizes behind sizes, each an int, a shape or a tensor: as a list if `static`, or a tensor."""
    if static:
        return shape_behind(lengths_of(prefix), suffix).as_list()
    parts = [p if isinstance(p, _native.Tensor) else lengths_of(p) for p in (prefix, suffix)]
    if any(isinstance(p, list) and None in p for p in parts):
        raise ValueError(f"Provided a prefix or suffix of None: {prefix} and {suffix}")
    return _native.api.concat([_native.api.reshape(_int32(p), [-1]) for p in parts], 0)


def _int32(sizes):
    return sizes if isinstance(sizes, _native.Tensor) else _native.convert(sizes, "int32")
