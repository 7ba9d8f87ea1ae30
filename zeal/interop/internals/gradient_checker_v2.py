"""tensorflow.python.ops.gradient_checker_v2: gradients of functions by finite differences."""

from zeal.eager.context import executing_eagerly
from zeal.test.gradient_checker import compute_gradient, max_error

__all__ = ["_to_numpy", "compute_gradient", "max_error"]


def _to_numpy(a):
    """A tensor's values; a graph's tensor is run in the default session."""
    return a.numpy() if executing_eagerly() else a.eval()
