"""Determinants that may be too large for their dtype."""

from collections import namedtuple

from zeal._native import convert, raw
from zeal.public import public

LogMatrixDeterminant = namedtuple("LogMatrixDeterminant", ["sign", "log_abs_determinant"])


@public("linalg.slogdet")
def log_matrix_determinant(input, name=None):
    """Computes signs and logarithms of determinants, which may be too large for their dtype.

    Args:
      input: float or complex tensor of shape `[..., n, n]`.
      name: its name in graphs.

    Returns:
      Two tensors of shape `[...]` and the same dtype: the sign, 1, -1 or 0 (for complex numbers
      the phase), and the logarithm of the absolute value, -inf where it is 0.

    Raises:
      InvalidArgumentError: the matrices are not square.

    Example:
      >>> sign, log = tf.linalg.slogdet([[0.0, 1.0], [1.0, 0.0]])
      >>> sign.numpy(), log.numpy()
      (-1.0, 0.0)
    """
    return LogMatrixDeterminant(*raw.LogMatrixDeterminant(convert(input), name=name))
