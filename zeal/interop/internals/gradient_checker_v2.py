"""tensorflow.python.ops.gradient_checker_v2: gradients of functions by finite differences."""

from zeal.test.gradient_checker import compute_gradient, max_error

__all__ = ["compute_gradient", "max_error"]

