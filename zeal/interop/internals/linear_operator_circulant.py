"""tensorflow.python.ops.linalg.linear_operator_circulant: also its conversion to complex."""

from zeal._native import api, convert
from zeal.linear_operators.circulant import (
    LinearOperatorCirculant,
    LinearOperatorCirculant2D,
    LinearOperatorCirculant3D,
    wide_complex,
)

__all__ = [
    "LinearOperatorCirculant", "LinearOperatorCirculant2D", "LinearOperatorCirculant3D",
    "_to_complex",
]  # fmt: skip


def _to_complex(x):
    """A tensor as a complex one, as wide as its numbers."""
    x = convert(x)
    if x.dtype.is_complex:
        return x
    return api.cast(x, wide_complex(x.dtype))
