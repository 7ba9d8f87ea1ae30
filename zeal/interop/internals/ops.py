"""tensorflow.python.framework.ops: what only TensorFlow's own code asks."""

import itertools

from zeal.eager.context import executing_eagerly

__all__ = ["executing_eagerly_outside_functions", "inside_function", "uid"]

_numbers = itertools.count(1)


def executing_eagerly_outside_functions():
    """Whether the program runs eagerly, functions that are being traced aside."""
    return executing_eagerly()


def inside_function():
    """Returns False: no function is being traced."""
    return False


def uid():
    """A number that no other call in this process returns."""
    return next(_numbers)
