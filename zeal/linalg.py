"""tf.linalg: ops on matrices."""

from zeal.namespace import namespace as _namespace
from zeal.ops.array import expand_dims, matrix_transpose, squeeze
from zeal.ops.clip import global_norm
from zeal.ops.creation import eye
from zeal.ops.diagonal import diag as tensor_diag
from zeal.ops.diagonal import diag_part as tensor_diag_part
from zeal.ops.diagonal import matrix_band_part as band_part
from zeal.ops.diagonal import matrix_diag as diag
from zeal.ops.diagonal import matrix_diag_part as diag_part
from zeal.ops.diagonal import matrix_set_diag as set_diag
from zeal.ops.math import matmul, tensordot, trace
from zeal.ops.matrix_inverse import matrix_inverse as inv
from zeal.ops.nn import l2_normalize
from zeal.ops.reduction import norm

__all__ = [
    "adjoint", "band_part", "diag", "diag_part", "eye", "global_norm", "inv", "l2_normalize",
    "matmul", "matrix_transpose", "matvec", "norm", "set_diag", "tensor_diag", "tensor_diag_part",
    "tensordot", "trace", "transpose",
]  # fmt: skip

transpose = matrix_transpose

__getattr__ = _namespace(__name__)


def adjoint(matrix, name=None):
    """Takes the conjugate transpose of matrices.

    Args:
      matrix: tensor of shape `[..., m, n]`.
      name: accepted for compatibility.

    Returns:
      A tensor of shape `[..., n, m]`.

    Raises:
      ValueError: the rank is below 2.

    Example:
      >>> tf.linalg.adjoint([[1 + 2j, 3]]).numpy().tolist()
      [[(1-2j)], [(3-0j)]]
    """
    return matrix_transpose(matrix, conjugate=True)


def matvec(a, b, transpose_a=False, adjoint_a=False, name=None):
    """Multiplies matrices by vectors.

    Args:
      a: tensor of shape `[..., m, n]`.
      b: tensor of shape `[..., n]` and a's dtype.
      transpose_a: uses the transpose of a.
      adjoint_a: uses the conjugate transpose of a.
      name: accepted for compatibility.

    Returns:
      A tensor of shape `[..., m]`.

    Raises:
      InvalidArgumentError: the shapes do not fit.

    Example:
      >>> tf.linalg.matvec([[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0]).numpy().tolist()
      [3.0, 7.0]
    """
    column = matmul(a, expand_dims(b, -1), transpose_a=transpose_a, adjoint_a=adjoint_a)
    return squeeze(column, [-1])
