"""tensorflow.python.autograph.operators.py_builtins: builtins that take symbolic values too."""

from zeal.autograph.overloads import (
    OVERLOADS,
    abs_,
    enumerate_,
    float_,
    int_,
    len_,
    print_,
    range_,
    zip_,
)

__all__ = [
    "abs_",
    "enumerate_",
    "float_",
    "int_",
    "len_",
    "overload_of",
    "print_",
    "range_",
    "zip_",
]


def overload_of(f):
    """What converted code calls in a builtin's place: that builtin where it has none."""
    return OVERLOADS.get(f, f) if f.__hash__ else f
