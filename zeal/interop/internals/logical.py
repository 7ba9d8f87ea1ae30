"""tensorflow.python.autograph.operators.logical: operators whose operands are functions."""

from zeal.autograph import operators
from zeal.autograph.operators import eq, not_, not_eq

__all__ = ["and_", "eq", "not_", "not_eq", "or_"]


def and_(a, b):
    """`a() and b()`."""
    return operators.and_(a(), b)


def or_(a, b):
    """`a() or b()`."""
    return operators.or_(a(), b)
