"""Diagonals of matrices."""

from zeal._native import raw
from zeal.ops.linalg import band
from zeal.ops.named import named
from zeal.public import public


def _is_zero(value):
    return isinstance(value, int) and value == 0


@public("matrix_diag", "linalg.diag")
@named("diag")
def matrix_diag(diagonal, name="diag", k=0, num_rows=-1, num_cols=-1, padding_value=0):
    """Makes matrices from their diagonals.

    Args:
      diagonal: tensor of shape `[..., n]`; for a band `[..., number of diagonals, n]`, the
        highest first, the ends of shorter ones unused.
      name: its name in graphs.
      k: the diagonal's number, 0 for the main one and more for those above it; a pair for a band,
        the lowest and the highest.
      num_rows, num_cols: the matrices' sizes; -1 for the least possible, of squares if both are.
      padding_value: what stands off the diagonals.

    Returns:
      A tensor of shape `[..., num_rows, num_cols]`.

    Raises:
      InvalidArgumentError: k is no such number or pair, or the diagonals do not fit.

    Example:
      >>> tf.matrix_diag([1, 2]).numpy().tolist()
      [[1, 0], [0, 2]]
    """
    if _is_zero(k) and num_rows == -1 and num_cols == -1 and _is_zero(padding_value):
        return raw.MatrixDiag(diagonal)
    return band.from_diagonals(diagonal, k, num_rows, num_cols, padding_value)


@public("matrix_diag_part", "linalg.diag_part")
@named("diag_part")
def matrix_diag_part(input, name="diag_part", k=0, padding_value=0):
    """Takes the diagonals of matrices.

    Args:
      input: tensor of shape `[..., m, n]`.
      name: its name in graphs.
      k: the diagonal's number, 0 for the main one and more for those above it; a pair for a band,
        the lowest and the highest.
      padding_value: what fills shorter diagonals of a band.

    Returns:
      A tensor of shape `[..., length]`, of a band `[..., number of diagonals, length]`, the highest
      first.

    Raises:
      InvalidArgumentError: k is no such number or pair, or outside of the matrices.

    Example:
      >>> tf.matrix_diag_part([[1, 2], [3, 4]]).numpy().tolist()
      [1, 4]
    """
    if _is_zero(k):
        return raw.MatrixDiagPart(input)
    return band.diagonals_of(input, k, padding_value)


@public("matrix_set_diag", "linalg.set_diag")
@named("set_diag")
def matrix_set_diag(input, diagonal, name="set_diag", k=0):
    """Replaces the diagonals of matrices.

    Args:
      diagonal: tensor of shape `[..., min(m, n)]`; those of a band as `tf.matrix_diag_part` gives.
      the others: as for `matrix_diag_part`.

    Returns:
      A tensor of input's shape.

    Raises:
      InvalidArgumentError: k is no such number or pair, or the diagonals do not fit.

    Example:
      >>> tf.matrix_set_diag([[1, 2], [3, 4]], [0, 0]).numpy().tolist()
      [[0, 2], [3, 0]]
    """
    if _is_zero(k):
        return raw.MatrixSetDiag(input, diagonal)
    return band.with_diagonals(input, diagonal, k)
