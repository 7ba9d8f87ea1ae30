"""tensorflow.python.ops.linalg.linear_operator_toeplitz: also its conversion to complex."""

from zeal.interop.internals.linear_operator_circulant import _to_complex
from zeal.linear_operators.toeplitz import LinearOperatorToeplitz

__all__ = ["LinearOperatorToeplitz", "_to_complex"]
