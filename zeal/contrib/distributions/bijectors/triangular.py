"""Bijectors of triangular matrices."""

import math

from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.contrib.distributions.bijectors.combined import Chain, Inline
from zeal.contrib.distributions.bijectors.elementwise import Softplus
from zeal.contrib.distributions.triangles import (
    fill_triangular,
    fill_triangular_inverse,
    side_of_triangle,
)
from zeal.distributions.checking import after, assert_equal, assert_positive, assert_rank_at_least
from zeal.effects.check import assert_none_equal
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.range import range as range_
from zeal.ops.linalg.diagonal import matrix_diag_part, matrix_set_diag
from zeal.ops.linalg.eye import eye
from zeal.public import public


def _size(x):
    """The size of matrices as a number of their dtype."""
    return api.cast(api.shape(x)[-1], x.dtype)


def _square_checks(x, words="Input must be a (batch of) {}matrix."):
    shape = api.shape(x)
    return [
        assert_rank_at_least(x, 2, message=words.format("")),
        assert_equal(shape[-2], shape[-1], message=words.format("square ")),
    ]


@public("contrib.distributions.bijectors.CholeskyOuterProduct")
class CholeskyOuterProduct(Bijector):
    """Y = X X^T of lower triangular matrices with positive diagonals.

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> bijector = tf.contrib.distributions.bijectors.CholeskyOuterProduct()
      >>> bijector.forward([[1.0, 0.0], [2.0, 1.0]]).numpy().tolist()
      [[1.0, 2.0], [2.0, 5.0]]
    """

    def __init__(self, validate_args=False, name="cholesky_outer_product"):
        super().__init__(None, False, validate_args, forward_min_event_ndims=2, name=name)

    def _forward(self, x):
        x = after(_square_checks(x), x) if self.validate_args else x
        x = api.matrix_band_part(x, -1, 0)
        return api.matmul(x, x, adjoint_b=True)

    def _inverse(self, y):
        return api.cholesky(y)

    def _forward_log_det_jacobian(self, x):
        x = after(_square_checks(x), x) if self.validate_args else x
        diagonal = matrix_diag_part(x)
        if self.validate_args:
            positive = assert_positive(diagonal, message="Input must be positive definite.")
            diagonal = after([positive], diagonal)
        # log(2^p prod(x_ii^(p - i))) for i = 0, ..., p - 1.
        p = _size(x)
        exponents = p - api.cast(range_(0, api.shape(x)[-1]), x.dtype)
        return p * math.log(2.0) + api.reduce_sum(exponents * api.log(diagonal), -1)


@public("contrib.distributions.bijectors.MatrixInverseTriL")
class MatrixInverseTriL(Bijector):
    """Y = X^-1 of lower triangular matrices.

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> bijector = tf.contrib.distributions.bijectors.MatrixInverseTriL()
      >>> bijector.forward([[1.0, 0.0], [2.0, 1.0]]).numpy().tolist()
      [[1.0, 0.0], [-2.0, 1.0]]
    """

    def __init__(self, validate_args=False, name="matrix_inverse_tril"):
        super().__init__(None, False, validate_args, forward_min_event_ndims=2, name=name)

    def _forward(self, x):
        x, shape = self._checked(x), api.shape(x)
        return api.matrix_triangular_solve(x, eye(shape[-1], batch_shape=shape[:-2], dtype=x.dtype))

    def _inverse(self, y):
        return self._forward(y)

    def _forward_log_det_jacobian(self, x):
        # Of the triangle alone; TensorFlow's -2 n is that of all matrices.
        logs = api.log(abs(matrix_diag_part(self._checked(x))))
        return -(_size(x) + 1.0) * api.reduce_sum(logs, -1)

    def _checked(self, x):
        if not self.validate_args:
            return x
        x = after(_square_checks(x), x)
        diagonal = matrix_diag_part(x)
        above = api.matrix_band_part(matrix_set_diag(x, zeros_like(diagonal)), 0, -1)
        message = "Input must have all diagonal entries nonzero."
        return after(
            [
                assert_equal(above, zeros_like(above), message="Input must be lower triangular."),
                assert_none_equal(diagonal, zeros_like(diagonal), message=message),
            ],
            x,
        )


@public("contrib.distributions.bijectors.TransformDiagonal")
class TransformDiagonal(Bijector):
    """Applies a bijector to the diagonals of matrices.

    Args:
      diag_bijector: the bijector, of vectors or numbers.
      validate_args: accepted for compatibility.
      name: its name.

    Example:
      >>> tfb = tf.contrib.distributions.bijectors
      >>> tfb.TransformDiagonal(tfb.Exp()).forward([[0.0, 5.0], [5.0, 0.0]]).numpy().tolist()
      [[1.0, 5.0], [5.0, 1.0]]
    """

    def __init__(self, diag_bijector, validate_args=False, name="transform_diagonal"):
        self._of_diagonal = diag_bijector
        super().__init__(None, False, validate_args, forward_min_event_ndims=2, name=name)

    def _forward(self, x):
        return matrix_set_diag(x, self._of_diagonal.forward(matrix_diag_part(x)))

    def _inverse(self, y):
        return matrix_set_diag(y, self._of_diagonal.inverse(matrix_diag_part(y)))

    def _forward_log_det_jacobian(self, x):
        return self._of_diagonal.forward_log_det_jacobian(matrix_diag_part(x), 1)

    def _inverse_log_det_jacobian(self, y):
        return self._of_diagonal.inverse_log_det_jacobian(matrix_diag_part(y), 1)


@public("contrib.distributions.bijectors.FillTriangular")
class FillTriangular(Bijector):
    """Vectors of n (n + 1) / 2 numbers to triangular matrices; see `fill_triangular`.

    Args:
      upper: whether the triangle is the upper one.
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> bijector = tf.contrib.distributions.bijectors.FillTriangular()
      >>> bijector.forward([1.0, 2.0, 3.0]).numpy().tolist()
      [[3.0, 0.0], [2.0, 1.0]]
    """

    def __init__(self, upper=False, validate_args=False, name="fill_triangular"):
        self._upper = upper
        super().__init__(None, True, validate_args, None, 1, 2, name)

    def _forward(self, x):
        return fill_triangular(x, self._upper)

    def _inverse(self, y):
        return fill_triangular_inverse(y, self._upper)

    def _forward_log_det_jacobian(self, x):
        return zeros_like(x[..., 0])

    def _inverse_log_det_jacobian(self, y):
        return zeros_like(y[..., 0, 0])

    def _forward_event_shape(self, input_shape):
        size = input_shape._at(-1)
        n = None if size is None else side_of_triangle(size)
        return input_shape[:-1].concatenate([n, n])

    def _inverse_event_shape(self, output_shape):
        rows, columns = output_shape._at(-2), output_shape._at(-1)
        if None in (rows, columns):
            return output_shape[:-2].concatenate([None])
        if rows != columns:
            raise ValueError(f"Matrix must be square. (saw [{rows}, {columns}])")
        return output_shape[:-2].concatenate([rows * (rows + 1) // 2])

    def _forward_event_shape_tensor(self, input_shape):
        size = input_shape[-1]
        n = side_of_triangle(size)
        if self.validate_args:
            words = "Vector length is not a triangular number."
            n = after([assert_equal(n * (n + 1) // 2, size, message=words)], n)
        return api.concat([input_shape[:-1], [n, n]], 0)

    def _inverse_event_shape_tensor(self, output_shape):
        n = output_shape[-1]
        if self.validate_args:
            n = after([assert_equal(n, output_shape[-2], message="Matrix must be square.")], n)
        return api.concat([output_shape[:-2], [n * (n + 1) // 2]], 0)


@public("contrib.distributions.bijectors.ScaleTriL")
class ScaleTriL(Chain):
    """Vectors to lower triangular matrices with positive diagonals.

    Args:
      diag_bijector: the bijector of the diagonal; `Softplus` by default.
      diag_shift: what is added to the diagonal, or None.
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> bijector = tf.contrib.distributions.bijectors.ScaleTriL(diag_shift=None)
      >>> bijector.forward([0.0, 2.0, 0.0]).numpy()[1, 0]
      2.0
    """

    def __init__(
        self, diag_bijector=None, diag_shift=1e-5, validate_args=False, name="scale_tril"
    ):
        if diag_bijector is None:
            diag_bijector = Softplus()
        if diag_shift is not None:
            shifted = Inline(  # by a number, of any dtype
                lambda x: x + diag_shift, lambda y: y - diag_shift,
                lambda y: api.cast(0.0, y.dtype),
                forward_min_event_ndims=0, is_constant_jacobian=True, name="affine_scalar",
            )  # fmt: skip
            diag_bijector = Chain([shifted, diag_bijector])
        parts = [TransformDiagonal(diag_bijector), FillTriangular(validate_args=validate_args)]
        super().__init__(parts, validate_args, name)
