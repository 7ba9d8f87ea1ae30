"""LU factors."""

from collections import namedtuple

from zeal import dtypes
from zeal._native import api, convert, raw
from zeal.public import public

Lu = namedtuple("Lu", ["lu", "p"])


@public("linalg.lu")
def lu(input, output_idx_type=dtypes.int32, name=None):
    """Factors matrices into a permutation, a lower and an upper triangular matrix.

    Args:
      input: float or complex tensor of shape `[..., n, n]`.
      output_idx_type: dtype of the permutation, int32 or int64.
      name: its name in graphs.

    Returns:
      A namedtuple (lu, p). lu is like `input`: U, and below its diagonals L without its unit
      diagonals. p has shape `[..., n]`: row i of L U is row p[i] of the input.

    Raises:
      InvalidArgumentError: the matrices are not square, or one is not invertible.

    Example:
      >>> factors = tf.linalg.lu([[1.0, 2.0], [2.0, 2.0]])
      >>> factors.lu.numpy().tolist(), factors.p.numpy().tolist()
      ([[2.0, 2.0], [0.5, 1.0]], [1, 0])
    """
    factors, p = raw.Lu(convert(input), name=name)
    return Lu(factors, api.cast(p, output_idx_type or dtypes.int32))
