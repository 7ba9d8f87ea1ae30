"""Diagonals of matrices."""

from zeal._native import raw
from zeal.ops.named import named
from zeal.public import public


def _main_diagonal_only(name, k, num_rows=-1, num_cols=-1, padding_value=0):
    if k != 0 or num_rows != -1 or num_cols != -1 or padding_value != 0:
        raise NotImplementedError(
            f"{name}: only the main diagonal (k=0, num_rows=-1, num_cols=-1, padding_value=0) "
            "is supported.")


@public("matrix_diag", "linalg.diag")
@named("diag")
def matrix_diag(diagonal, name="diag", k=0, num_rows=-1, num_cols=-1, padding_value=0):
    """Makes matrices from their diagonals.

    Args:
      diagonal: tensor of shape `[..., n]`.
      name: its name in graphs.
      k, num_rows, num_cols, padding_value: must be the defaults, which ask for the main diagonal.

    Returns:
      A tensor of shape `[..., n, n]`, zero off the diagonals.

    Raises:
      NotImplementedError: another diagonal than the main one is asked for.

    Example:
      >>> tf.matrix_diag([1, 2]).numpy().tolist()
      [[1, 0], [0, 2]]
    """
    _main_diagonal_only("matrix_diag", k, num_rows, num_cols, padding_value)
    return raw.MatrixDiag(diagonal)


@public("matrix_diag_part", "linalg.diag_part")
@named("diag_part")
def matrix_diag_part(input, name="diag_part", k=0, padding_value=0):
    """Takes the diagonals of matrices.

    Args:
      input: tensor of shape `[..., m, n]`.
      name: its name in graphs.
      k, padding_value: must be the defaults, which ask for the main diagonal.

    Returns:
      A tensor of shape `[..., min(m, n)]`.

    Raises:
      NotImplementedError: another diagonal than the main one is asked for.

    Example:
      >>> tf.matrix_diag_part([[1, 2], [3, 4]]).numpy().tolist()
      [1, 4]
    """
    _main_diagonal_only("matrix_diag_part", k, padding_value=padding_value)
    return raw.MatrixDiagPart(input)


@public("matrix_set_diag", "linalg.set_diag")
@named("set_diag")
def matrix_set_diag(input, diagonal, name="set_diag", k=0):
    """Replaces the diagonals of matrices.

    Args:
      input: tensor of shape `[..., m, n]`.
      diagonal: tensor of shape `[..., min(m, n)]`.
      name: its name in graphs.
      k: must be 0, the main diagonal.

    Returns:
      A tensor of input's shape.

    Raises:
      NotImplementedError: another diagonal than the main one is asked for.

    Example:
      >>> tf.matrix_set_diag([[1, 2], [3, 4]], [0, 0]).numpy().tolist()
      [[0, 2], [3, 0]]
    """
    _main_diagonal_only("matrix_set_diag", k)
    return raw.MatrixSetDiag(input, diagonal)
