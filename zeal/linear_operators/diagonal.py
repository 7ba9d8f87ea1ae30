"""Operators of diagonal matrices, identities and zeros."""

from zeal import dtypes
from zeal._native import api, convert
from zeal.eager.control import no_op
from zeal.effects.check import assert_positive
from zeal.errors import InvalidArgumentError
from zeal.linear_operators.base import LinearOperator, held
from zeal.linear_operators.checks import (
    assert_no_entries_with_modulus_zero,
    assert_zero_imag_part,
    checked_size,
)
from zeal.ops.array.fill import ones, zeros
from zeal.ops.linalg.diagonal import matrix_diag
from zeal.ops.linalg.product import adjoint as turned
from zeal.ops.math.arithmetic import abs
from zeal.ops.math.complex import conj, real
from zeal.public import public
from zeal.tensor_shape import TensorShape


class _Diagonal(LinearOperator):
    """What operators do that know their diagonals, `_diag_part()`."""

    def _matmul(self, x, adjoint):
        diagonal = self._diag_part()
        return api.expand_dims(conj(diagonal) if adjoint else diagonal, -1) * x

    def _solve(self, rhs, adjoint):
        diagonal = self._diag_part()
        return rhs / api.expand_dims(conj(diagonal) if adjoint else diagonal, -1)

    def _determinant(self):
        return api.reduce_prod(self._diag_part(), [-1])

    def _log_abs_determinant(self):
        return api.reduce_sum(api.log(abs(self._diag_part())), [-1])

    def _to_dense(self):
        return matrix_diag(self._diag_part())

    def _assert_non_singular(self):
        return assert_no_entries_with_modulus_zero(
            self._diag_part(), "Singular operator:  Diagonal contained zero values."
        )

    def _assert_positive_definite(self):
        parts = ("non-positive real part", "Diagonal operator had diagonal entries with")
        if not self.dtype.is_complex:
            parts = ("non-positive diagonal entries", "Real diagonal operator had")
        return assert_positive(
            real(self._diag_part()),
            message=f"{parts[1]} {parts[0]}, thus was not positive definite.",
        )

    def _assert_self_adjoint(self):
        return assert_zero_imag_part(
            self._diag_part(),
            "This diagonal operator contained non-zero imaginary values.  Thus it was not "
            "self-adjoint.",
        )


@public("linalg.LinearOperatorDiag")
class LinearOperatorDiag(_Diagonal):
    """An operator of diagonal matrices.

    Args:
      diag: float or complex tensor of shape `[..., n]`.
      the others: as for `LinearOperator`.

    Example:
      >>> tf.linalg.LinearOperatorDiag([2.0, 4.0]).solvevec([2.0, 2.0]).numpy().tolist()
      [1.0, 0.5]
    """

    def __init__(
        self, diag, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=None, name="LinearOperatorDiag",
    ):  # fmt: skip
        self._diag = held(diag)
        if self._diag.shape.ndims == 0:
            raise ValueError("Argument diag must have at least 1 dimension.  Found: ()")
        if not self._diag.dtype.is_complex:
            if is_self_adjoint is False:
                raise ValueError("A real diagonal operator is always self adjoint.")
            is_self_adjoint = True
        if is_square is False:
            raise ValueError("Only square diagonal operators currently supported.")
        super().__init__(
            self._diag.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, True,
            name,
        )  # fmt: skip

    @property
    def diag(self):
        """The diagonals, `[..., n]`."""
        return self._diag

    def _shape(self):
        shape = self._diag.shape
        return TensorShape(None) if shape.ndims is None else shape.concatenate(shape[-1:])

    def _diag_part(self):
        return convert(self._diag)

    def _adjoint(self):
        return LinearOperatorDiag(conj(self._diag), **self._hints())

    def _inverse(self):
        return LinearOperatorDiag(1.0 / self._diag, **self._hints())

    def _cholesky(self):
        hints = {**self._hints(), "is_self_adjoint": True, "is_positive_definite": True}
        return LinearOperatorDiag(api.sqrt(self._diag), **hints)


class _Sized(_Diagonal):
    """What operators share that are made from their sizes."""

    def _set_sizes(self, num_rows, num_columns, batch_shape, asserts):
        self._rows = checked_size("num_rows", num_rows, 0, asserts)
        self._columns = self._rows
        if num_columns is not num_rows:
            self._columns = checked_size("num_columns", num_columns, 0, asserts)
        self._batch = []
        if batch_shape is not None:
            self._batch = checked_size("batch_shape", batch_shape, 1, asserts)

    def _sizes(self, *last):
        if isinstance(self._batch, (list, tuple)) and all(isinstance(i, int) for i in last):
            return [*self._batch, *last]
        batch = convert(self._batch, dtypes.int32)
        return api.concat([batch, *[api.reshape(convert(i, dtypes.int32), [1]) for i in last]], 0)


@public("linalg.LinearOperatorIdentity")
class LinearOperatorIdentity(_Sized):
    """An operator of identity matrices.

    Args:
      num_rows: int or integer tensor.
      batch_shape: list of ints or int32 vector.
      dtype: float32 by default.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints, which must be True.
      assert_proper_shapes: whether the run checks sizes that are tensors.
      name: the operator's name.

    Example:
      >>> tf.linalg.LinearOperatorIdentity(2).to_dense().numpy().tolist()
      [[1.0, 0.0], [0.0, 1.0]]
    """

    def __init__(
        self, num_rows, batch_shape=None, dtype=None, is_non_singular=True, is_self_adjoint=True,
        is_positive_definite=True, is_square=True, assert_proper_shapes=False,
        name="LinearOperatorIdentity",
    ):  # fmt: skip
        hints = {"self-adjoint": is_self_adjoint, "non-singular": is_non_singular,
                 "positive-definite": is_positive_definite, "square": is_square}  # fmt: skip
        for what, hint in hints.items():
            if not hint:
                raise ValueError(f"An identity operator is always {what}.")
        super().__init__(dtype or dtypes.float32, None, True, True, True, True, name)
        self._set_sizes(num_rows, num_rows, batch_shape, assert_proper_shapes)

    def _diag_part(self):
        return ones(self._sizes(self._rows), self.dtype)

    def _solve(self, rhs, adjoint):
        return self._matmul(rhs, adjoint)

    def _inverse(self):
        return self

    _cholesky = _inverse

    def _assert_non_singular(self):
        return no_op("assert_non_singular")

    _assert_positive_definite = _assert_self_adjoint = _assert_non_singular


@public("linalg.LinearOperatorScaledIdentity")
class LinearOperatorScaledIdentity(_Diagonal):
    """An operator of multiples of identity matrices.

    Args:
      num_rows: int or integer tensor.
      multiplier: float or complex tensor of shape `[...]`.
      the others: as for `LinearOperator`.
      assert_proper_shapes: whether the run checks sizes that are tensors.
      name: the operator's name.

    Example:
      >>> tf.linalg.LinearOperatorScaledIdentity(2, 3.0).matvec([1.0, 2.0]).numpy().tolist()
      [3.0, 6.0]
    """

    def __init__(
        self, num_rows, multiplier, is_non_singular=None, is_self_adjoint=None,
        is_positive_definite=None, is_square=True, assert_proper_shapes=False,
        name="LinearOperatorScaledIdentity",
    ):  # fmt: skip
        if not is_square:
            raise ValueError("A ScaledIdentity operator is always square.")
        self._multiplier = held(multiplier)
        self._rows = checked_size("num_rows", num_rows, 0, assert_proper_shapes)
        if not self._multiplier.dtype.is_complex:
            if is_self_adjoint is False:
                raise ValueError("A real diagonal operator is always self adjoint.")
            is_self_adjoint = True
        super().__init__(
            self._multiplier.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite,
            True, name,
        )  # fmt: skip

    @property
    def multiplier(self):
        """The multipliers, `[...]`."""
        return self._multiplier

    def _with_multiplier(self, multiplier, **hints):
        return LinearOperatorScaledIdentity(self._rows, multiplier, **{**self._hints(), **hints})

    def _adjoint(self):
        return self._with_multiplier(conj(self._multiplier))

    def _inverse(self):
        return self._with_multiplier(1.0 / self._multiplier)

    def _cholesky(self):
        return self._with_multiplier(
            api.sqrt(self._multiplier), is_self_adjoint=True, is_positive_definite=True
        )

    def _assert_non_singular(self):
        return assert_no_entries_with_modulus_zero(self._multiplier, "LinearOperator was singular")

    def _assert_positive_definite(self):
        return assert_positive(
            real(self._multiplier), message="LinearOperator was not positive definite."
        )

    def _assert_self_adjoint(self):
        return assert_zero_imag_part(self._multiplier, "LinearOperator was not self-adjoint")

    def _diag_part(self):
        return api.expand_dims(self._multiplier, -1) * ones([self._rows], self.dtype)


@public("linalg.LinearOperatorZeros")
class LinearOperatorZeros(_Sized):
    """An operator of matrices of zeros.

    Args:
      num_rows: int or integer tensor.
      num_columns: the same; num_rows by default.
      batch_shape: list of ints or int32 vector.
      dtype: float32 by default.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      assert_proper_shapes: whether the run checks sizes that are tensors.
      name: the operator's name.

    Example:
      >>> tf.linalg.LinearOperatorZeros(2).to_dense().numpy().tolist()
      [[0.0, 0.0], [0.0, 0.0]]
    """

    def __init__(
        self, num_rows, num_columns=None, batch_shape=None, dtype=None, is_non_singular=False,
        is_self_adjoint=True, is_positive_definite=False, is_square=True,
        assert_proper_shapes=False, name="LinearOperatorZeros",
    ):  # fmt: skip
        columns = num_rows if num_columns is None else num_columns
        if is_non_singular or is_positive_definite:
            raise ValueError("A zero operator is always singular, and not positive definite.")
        if is_self_adjoint is False and is_square:
            raise ValueError("A zero operator is always self-adjoint.")
        square = bool(is_square) and columns is num_rows or columns == num_rows
        super().__init__(dtype or dtypes.float32, None, False, square or None, False, square, name)
        self._set_sizes(num_rows, columns, batch_shape, assert_proper_shapes)

    def _to_dense(self):
        return zeros(self._sizes(self._rows, self._columns), self.dtype)

    def _diag_part(self):
        return super(_Diagonal, self)._diag_part()

    def _matmul(self, x, adjoint):
        dense = self._to_dense()
        return api.matmul(turned(dense) if adjoint else dense, x)

    def _assert_non_singular(self):
        raise InvalidArgumentError("Zero operators are always non-invertible.")

    def _assert_positive_definite(self):
        raise InvalidArgumentError("Zero operators are always non-positive definite.")

    def _assert_self_adjoint(self):
        return no_op("assert_self_adjoint")

    def _determinant(self):
        return zeros(self._sizes(), self.dtype)

    def _log_abs_determinant(self):
        return api.log(self._determinant())
