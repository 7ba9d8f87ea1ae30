"""tensorflow.python.framework.ops: what only TensorFlow's own code asks."""

import itertools

from zeal.eager.context import executing_eagerly
from zeal.ops.array.constant import convert_to_tensor

__all__ = [
    "RegisterShape", "convert_n_to_tensor", "executing_eagerly_outside_functions",
    "inside_function", "uid",
]  # fmt: skip

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


def convert_n_to_tensor(values, dtype=None, name=None, preferred_dtype=None):
    """Each value of a list as a tensor. Raises TypeError where they are no list."""
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"values must be a list, not {type(values).__name__}")
    return [
        convert_to_tensor(v, dtype, name and f"{name}_{i}", preferred_dtype)
        for i, v in enumerate(values)
    ]


class RegisterShape:
    """A decorator of functions that tell an op's shape, which are not asked: ops tell their own."""

    def __init__(self, op_type):
        if not isinstance(op_type, str):
            raise TypeError("op_type must be a string")

    def __call__(self, f):
        """The function, as it is. Raises TypeError for what cannot be called."""
        if f is not None and not callable(f):
            raise TypeError("Shape func must be callable.")
        return f
