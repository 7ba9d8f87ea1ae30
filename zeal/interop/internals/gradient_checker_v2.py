"""tensorflow.python.ops.gradient_checker_v2: gradients of functions by finite differences."""

from zeal._native import Tensor
from zeal.test.gradient_checker import compute_gradient, max_error

__all__ = ["_to_numpy", "compute_gradient", "max_error"]


def _to_numpy(a):
    """A tensor's values, of a graph's from the default session; anything else is as it is."""
    if not isinstance(a, Tensor):
        return a
    return a.eval() if a._symbolic else a.numpy()
