"""tensorflow.contrib.rnn.python.ops.core_rnn_cell: linear functions of cells of programs."""

from zeal import nest
from zeal._native import api, composites
from zeal.interop.internals.rnn_cell_impl import _BIAS_VARIABLE_NAME, _WEIGHTS_VARIABLE_NAME
from zeal.state.initializers import Zeros
from zeal.state.variable import get_variable

__all__ = ["_BIAS_VARIABLE_NAME", "_WEIGHTS_VARIABLE_NAME"]


class _Linear:
    """Matrices, side by side, times a kernel, plus a bias: variables of the scope."""

    def __init__(
        self, args, output_size, build_bias, bias_initializer=None, kernel_initializer=None
    ):
        if args is None or nest.is_nested(args) and not args:
            raise ValueError("`args` must be specified")
        args = args if nest.is_nested(args) else [args]
        shapes, dtype = [a.shape for a in args], args[0].dtype
        if any(shape.ndims != 2 for shape in shapes):
            raise ValueError(f"linear is expecting 2D arguments: {shapes}")
        depths = [shape._at(1) for shape in shapes]
        if None in depths:
            raise ValueError(f"linear expects shape[1] to be provided for shapes {shapes}")
        self._kernel = get_variable(
            _WEIGHTS_VARIABLE_NAME, [sum(depths), output_size], dtype, kernel_initializer
        )
        self._bias = build_bias and get_variable(
            _BIAS_VARIABLE_NAME, [output_size], dtype, bias_initializer or Zeros()
        )

    def __call__(self, args):
        inputs = api.concat(args, 1) if nest.is_nested(args) else args
        if self._bias is False:
            return api.matmul(inputs, self._kernel)
        return composites.dense(inputs, self._kernel, self._bias)


def _linear(args, output_size, bias, bias_initializer=None, kernel_initializer=None):
    return _Linear(args, output_size, bias, bias_initializer, kernel_initializer)(args)
