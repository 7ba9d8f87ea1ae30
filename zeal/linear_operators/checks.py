"""Ops that check what linear operators are said to be."""

from zeal import dtypes
from zeal._native import Variable, api, convert
from zeal.eager.control import control_dependencies, get_static_value, no_op
from zeal.effects.check import (
    assert_equal,
    assert_less,
    assert_non_negative,
    assert_rank,
)
from zeal.ops.array.fill import zeros_like
from zeal.ops.math.arithmetic import abs
from zeal.ops.math.complex import imag

__all__ = ["assert_no_entries_with_modulus_zero", "assert_zero_imag_part", "checked_size"]


def assert_no_entries_with_modulus_zero(x, message=None, name=None):
    """An op that raises InvalidArgumentError if a tensor holds a zero, real or complex."""
    size = abs(convert(x))
    return assert_less(zeros_like(size), size, message=message, name=name)


def assert_zero_imag_part(x, message=None, name=None):
    """An op that raises InvalidArgumentError if a tensor holds a number that is not real."""
    x = convert(x)
    if not x.dtype.is_complex:
        return no_op(name)
    part = imag(x)
    return assert_equal(zeros_like(part), part, message=message, name=name)


def checked_size(name, value, rank, asserts):
    """A size or a list of them as an operator keeps it.

    Args:
      name: of the argument.
      value: what was given: ints, or an integer tensor.
      rank: 0 for a size, 1 for a list.
      asserts: whether the run checks a tensor.

    Raises:
      TypeError: it is not of integers, or a variable.
      ValueError: it is known to be of another rank, or negative.
    """
    if type(value) is int and rank == 0 and value >= 0:
        return value
    if isinstance(value, Variable):
        raise TypeError(f"Argument {name} cannot be reference type.  Found: {value}")
    empty = isinstance(value, (list, tuple)) and not value
    tensor = convert(value, dtypes.int32 if empty else None)
    if not tensor.dtype.is_integer:
        raise TypeError(f"Argument {name} must be integer type.  Found: {value}")
    words = f"Argument {name} must be a {rank}-D Tensor", f"Argument {name} must be non-negative"
    if tensor.shape.ndims not in (None, rank):
        raise ValueError(f"{words[0]}.  Found: {value}")
    known = get_static_value(tensor)
    if known is not None:
        if (known < 0).any():
            raise ValueError(f"{words[1]}.  Found: {value}")
        return value
    if not asserts:
        return value
    checks = [assert_rank(tensor, rank, message=words[0]),
              assert_non_negative(tensor, message=words[1])]  # fmt: skip
    with control_dependencies(checks):
        return api.identity(tensor)
