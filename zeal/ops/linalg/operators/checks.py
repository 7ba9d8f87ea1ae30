"""Ops that check what linear operators are said to be."""

from zeal._native import convert
from zeal.eager.control import no_op
from zeal.effects.check import assert_equal, assert_less
from zeal.ops.array.fill import zeros_like
from zeal.ops.math.arithmetic import abs
from zeal.ops.math.complex import imag

__all__ = ["assert_no_entries_with_modulus_zero", "assert_zero_imag_part"]


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
