"""Operators of matrices whose diagonals are constant."""

from zeal._native import api, convert
from zeal.effects.check import assert_equal
from zeal.linear_operators.base import LinearOperator, held
from zeal.linear_operators.circulant import LinearOperatorCirculant, wide_complex
from zeal.ops.array.fill import ones, zeros_like
from zeal.ops.array.range import range as range_
from zeal.ops.array.shape import broadcast_dynamic_shape, broadcast_static_shape
from zeal.ops.math.complex import conj
from zeal.ops.signal.fft import COMPLEX_OPS
from zeal.public import public


@public("linalg.LinearOperatorToeplitz")
class LinearOperatorToeplitz(LinearOperator):
    """An operator of Toeplitz matrices, whose diagonals are constant.

    Products take n log n steps: the matrix is a part of a circulant one of twice the size.

    Args:
      col: the first column, a float or complex tensor of shape `[..., n]`.
      row: the first row, the same; its first number is that of `col`.
      the others: as for `LinearOperator`.

    Raises:
      ValueError: an argument is a scalar, the sizes differ, or is_square is False.

    Example:
      >>> tf.linalg.LinearOperatorToeplitz([1.0, 2.0], [1.0, 3.0]).to_dense().numpy().tolist()
      [[1.0, 3.0], [2.0, 1.0]]
    """

    def __init__(
        self, col, row, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=None, name="LinearOperatorToeplitz",
    ):  # fmt: skip
        self._col, self._row = held(col), held(row)
        _check("row", self._row)
        _check("col", self._col)
        if not self._row.shape[-1:].is_compatible_with(self._col.shape[-1:]):
            raise ValueError("Expected square matrix, got row and col with mismatched dimensions.")
        if is_square is False:
            raise ValueError("Only square Toeplitz operators currently supported.")
        super().__init__(
            self._row.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, True,
            name,
        )  # fmt: skip

    col = property(lambda self: self._col, doc="The first column.")
    row = property(lambda self: self._row, doc="The first row.")

    def _shape(self):
        shape = broadcast_static_shape(self._row.shape, self._col.shape)
        return shape if shape.ndims is None else shape.concatenate(shape[-1:])

    def _shape_tensor(self):
        shape = broadcast_dynamic_shape(api.shape(self._row), api.shape(self._col))
        return api.concat([shape, shape[-1:]], 0)

    def _with_one_batch(self):
        """Columns and rows of one shape."""
        shape = self.shape_tensor()[:-1]
        return [api.broadcast_to(convert(x), shape) for x in (self._col, self._row)]

    def _matmul(self, x, adjoint):
        col, row = self._with_one_batch()
        if adjoint:
            col, row = conj(row), conj(col)
        gap = zeros_like(col[..., :1])
        whole = api.concat([col, gap, api.reverse(row[..., 1:], [-1])], -1)
        spectrum = COMPLEX_OPS[1, False](api.cast(whole, wide_complex(self.dtype)))
        circulant = LinearOperatorCirculant(spectrum, self.dtype)
        product = circulant.matmul(api.concat([x, zeros_like(x)], -2))
        return product[..., : api.shape(x)[-2], :]

    def _to_dense(self):
        col, row = self._with_one_batch()
        n = self.domain_dimension_tensor()
        down = range_(n)
        places = api.expand_dims(down, 1) - api.expand_dims(down, 0) + (n - 1)
        dense = api.gather(api.concat([api.reverse(row[..., 1:], [-1]), col], -1), places, axis=-1)
        dense.set_shape(self.shape)
        return dense

    def _diag_part(self):
        return self._col[..., :1] * ones([self.domain_dimension_tensor()], self.dtype)

    def _assert_self_adjoint(self):
        return assert_equal(
            conj(self._row),
            convert(self._col),
            message="row and col are not the same, and so this operator is not self-adjoint.",
        )


def _check(name, vector):
    if vector.shape.ndims == 0:
        raise ValueError(f"Argument {name} must have at least 1 dimension.  Found: {vector}")
