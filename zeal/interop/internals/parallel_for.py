"""tensorflow.python.ops.parallel_for: loops of rounds that stand alone, and Jacobians of graphs.

The rounds run one after the other; TensorFlow works them at once.
"""

from zeal import _native, nest
from zeal.eager import jacobian as _of_tapes
from zeal.graph.functional import map_fn
from zeal.graph.gradients import gradients as _gradients
from zeal.graph.vectorized import vectorized_map
from zeal.ops.array.range import range as _range

__all__ = ["batch_jacobian", "for_loop", "jacobian", "pfor", "vectorized_map"]


def pfor(loop_fn, iters, parallel_iterations=None):
    """The results of loop_fn(i) for i in range(iters), stacked."""
    return vectorized_map(loop_fn, _range(iters))


def for_loop(loop_fn, loop_fn_dtypes, iters, parallel_iterations=None):
    """The same, where loop_fn's results have the dtypes given."""
    return map_fn(loop_fn, _range(iters), dtype=loop_fn_dtypes)


class _Graph:
    """What the Jacobians of tapes ask a tape for."""

    @staticmethod
    def gradient(target, sources, output_gradients, unconnected_gradients, _keep=False):
        flat = nest.flatten(sources)
        wanted = {"unconnected_gradients": unconnected_gradients}
        found = _gradients(target, flat, output_gradients, **wanted)
        return nest.pack_sequence_as(sources, found)


def jacobian(output, inputs, use_pfor=True, parallel_iterations=None):
    """The gradients of each element of a graph's tensor.

    Args:
      output: the tensor.
      inputs: a tensor or variable, or a nested structure of them.
      use_pfor, parallel_iterations: accepted for compatibility.

    Returns:
      For each input a tensor of shape `output.shape + input.shape`, or None.
    """
    output = _native.convert(output)
    found = [_of_tapes.of_any_size(_Graph, output, x, "none") for x in nest.flatten(inputs)]
    return nest.pack_sequence_as(inputs, found)


def batch_jacobian(output, inp, use_pfor=True, parallel_iterations=None):
    """The Jacobians of output[i] by inp[i], for each i; None where none depends on inp.

    Raises:
      ValueError: the batches' sizes are known and differ.
    """
    if not output.shape[:1].is_compatible_with(inp.shape[:1]):
        raise ValueError(
            f"Need first dimension of output shape ({output.shape}) and inp shape ({inp.shape}) to "
            "match."
        )
    if _gradients(output, inp) == [None]:
        return None
    return _of_tapes.batch_jacobian(_Graph, output, inp, "none")
