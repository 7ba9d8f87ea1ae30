"""Operators that hold their matrices."""

from zeal._native import api, convert
from zeal.linear_operators.base import LinearOperator, held, with_one_batch
from zeal.linear_operators.checks import assert_no_entries_with_modulus_zero
from zeal.ops.linalg.diagonal import matrix_diag_part
from zeal.ops.math.arithmetic import abs
from zeal.public import public


@public("linalg.LinearOperatorFullMatrix")
class LinearOperatorFullMatrix(LinearOperator):
    """An operator of any matrices.

    Args:
      matrix: float or complex tensor of shape `[..., m, n]`.
      the others: as for `LinearOperator`.

    Example:
      >>> tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]]).trace().numpy()
      5.0
    """

    def __init__(
        self, matrix, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=None, name="LinearOperatorFullMatrix",
    ):  # fmt: skip
        self._matrix = held(matrix)
        if self._matrix.shape.ndims is not None and self._matrix.shape.ndims < 2:
            raise ValueError(
                f"Argument matrix must have at least 2 dimensions.  Found: {self._matrix.shape}"
            )
        super().__init__(
            self._matrix.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite,
            is_square, name,
        )  # fmt: skip

    def _shape(self):
        return self._matrix.shape

    def _to_dense(self):
        return convert(self._matrix)


@public("linalg.LinearOperatorLowerTriangular")
class LinearOperatorLowerTriangular(LinearOperator):
    """An operator of lower triangular matrices.

    Args:
      tril: float or complex tensor of shape `[..., n, n]`; the upper triangles are not read.
      the others: as for `LinearOperator`.

    Example:
      >>> operator = tf.linalg.LinearOperatorLowerTriangular([[2.0, 9.0], [1.0, 3.0]])
      >>> operator.determinant().numpy()
      6.0
    """

    def __init__(
        self, tril, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=None, name="LinearOperatorLowerTriangular",
    ):  # fmt: skip
        if is_square is False:
            raise ValueError("Only square lower triangular operators supported at this time.")
        self._held = held(tril)
        if self._held.shape.ndims is not None and self._held.shape.ndims < 2:
            raise ValueError(
                f"Argument tril must have at least 2 dimensions.  Found: {self._held.shape}"
            )
        super().__init__(
            self._held.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, True,
            name,
        )  # fmt: skip

    @property
    def _tril(self):
        return api.matrix_band_part(self._held, -1, 0)

    def _shape(self):
        return self._held.shape

    def _to_dense(self):
        return self._tril

    def _assert_non_singular(self):
        return assert_no_entries_with_modulus_zero(
            matrix_diag_part(self._held), "Singular operator:  Diagonal contained zero values."
        )

    def _solve(self, rhs, adjoint):
        return api.matrix_triangular_solve(*with_one_batch(self._tril, rhs), adjoint=adjoint)

    def _determinant(self):
        return api.reduce_prod(matrix_diag_part(self._tril), [-1])

    def _log_abs_determinant(self):
        return api.reduce_sum(api.log(abs(matrix_diag_part(self._tril))), [-1])
