"""Operators of matrices with a structure: reflections, updates of low rank."""

from zeal._native import api, convert
from zeal.eager.control import no_op
from zeal.errors import InvalidArgumentError
from zeal.linear_operators.base import LinearOperator, held, with_one_batch
from zeal.ops.array.shape import broadcast_dynamic_shape, broadcast_static_shape
from zeal.ops.linalg.cholesky import cholesky_solve
from zeal.ops.linalg.determinant import log_matrix_determinant
from zeal.ops.linalg.diagonal import matrix_diag
from zeal.ops.linalg.eye import eye
from zeal.ops.linalg.product import adjoint as turned
from zeal.ops.math.arithmetic import abs
from zeal.ops.math.complex import conj
from zeal.public import public


@public("linalg.LinearOperatorHouseholder")
class LinearOperatorHouseholder(LinearOperator):
    """An operator that reflects: `I - 2 v v^H` with the unit vector v along an axis.

    Args:
      reflection_axis: float or complex tensor of shape `[..., n]`.
      the others: as for `LinearOperator`.

    Example:
      >>> tf.linalg.LinearOperatorHouseholder([1.0, 0.0]).matvec([3.0, 4.0]).numpy().tolist()
      [-3.0, 4.0]
    """

    def __init__(
        self, reflection_axis, is_non_singular=None, is_self_adjoint=None,
        is_positive_definite=None, is_square=None, name="LinearOperatorHouseholder",
    ):  # fmt: skip
        if False in (is_square, is_self_adjoint, is_non_singular) or is_positive_definite:
            raise ValueError(
                "A Householder operator is always square, self-adjoint and non-singular, and not "
                "positive definite."
            )
        self._axis = held(reflection_axis)
        if self._axis.shape.ndims == 0:
            raise ValueError("Argument reflection_axis must have at least 1 dimension.  Found: ()")
        super().__init__(self._axis.dtype, None, True, True, None, True, name)

    @property
    def reflection_axis(self):
        """The axes along which is reflected, `[..., n]`."""
        return self._axis

    def _unit(self):
        size = api.sqrt(api.reduce_sum(self._axis * conj(self._axis), [-1], keepdims=True))
        return api.expand_dims(self._axis / size, -1)

    def _matmul(self, x, adjoint):
        unit, x = with_one_batch(self._unit(), x)
        return x - 2.0 * api.matmul(unit, api.matmul(unit, x, adjoint_a=True))

    def _solve(self, rhs, adjoint):
        return self._matmul(rhs, adjoint)

    def _to_dense(self):
        unit = self._unit()
        one = matrix_diag(self._axis * 0.0 + 1.0)
        return one - 2.0 * api.matmul(unit, unit, adjoint_b=True)

    def _inverse(self):
        return self

    def _assert_non_singular(self):
        return no_op("assert_non_singular")

    def _assert_positive_definite(self):
        raise InvalidArgumentError("Householder operators are always non-positive definite.")

    def _assert_self_adjoint(self):
        return no_op("assert_self_adjoint")

    def _determinant(self):
        return api.reduce_sum(self._axis * 0.0, [-1]) - 1.0

    def _log_abs_determinant(self):
        return api.reduce_sum(self._axis * 0.0, [-1])


@public("linalg.LinearOperatorLowRankUpdate")
class LinearOperatorLowRankUpdate(LinearOperator):
    """An operator plus a product of narrow matrices: `L + U D V^H`.

    Args:
      base_operator: the `LinearOperator` L, `[..., m, n]`.
      u: tensor of shape `[..., m, k]`.
      diag_update: the diagonal of D, `[..., k]`; ones by default.
      v: tensor of shape `[..., n, k]`; u by default.
      is_diag_update_positive: hint that all of `diag_update` is positive.
      the others: as for `LinearOperator`.

    Example:
      >>> base = tf.linalg.LinearOperatorDiag([1.0, 1.0])
      >>> operator = tf.linalg.LinearOperatorLowRankUpdate(base, [[1.0], [1.0]])
      >>> operator.to_dense().numpy().tolist()
      [[2.0, 1.0], [1.0, 2.0]]
    """

    def __init__(
        self, base_operator, u, diag_update=None, v=None, is_diag_update_positive=None,
        is_non_singular=None, is_self_adjoint=None, is_positive_definite=None, is_square=None,
        name="LinearOperatorLowRankUpdate",
    ):  # fmt: skip
        self._base, dtype = base_operator, base_operator.dtype
        self._u = held(u, dtype)
        self._v = self._u if v is None else held(v, dtype)
        self._diag = None if diag_update is None else held(diag_update, dtype)
        self._is_diag_update_positive = diag_update is None or is_diag_update_positive
        real = not dtype.is_complex or self._is_diag_update_positive
        if v is None and base_operator.is_self_adjoint and real:
            is_self_adjoint = True if is_self_adjoint is None else is_self_adjoint
        positive = base_operator.is_positive_definite and self._is_diag_update_positive
        if v is None and positive and is_positive_definite is None:
            is_positive_definite = True
        super().__init__(
            dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, is_square, name
        )
        self._check_factors()

    def _check_factors(self):
        """Raises ValueError for factors that do not fit the operator or each other."""
        batch = self._shape()[:-2]
        sizes = self._base.range_dimension, self._base.domain_dimension
        for factor, size in zip((self._u, self._v), sizes, strict=True):
            if factor.shape.ndims is not None:
                factor.shape.dims[-2].assert_is_compatible_with(size)
        if self._diag is not None:
            broadcast_static_shape(batch, self._diag.shape[:-1])
            if None not in (self._diag.shape.ndims, self._u.shape.ndims):
                self._diag.shape.dims[-1].assert_is_compatible_with(self._u.shape.dims[-1])

    base_operator = property(lambda self: self._base, doc="The operator that is updated.")
    u = property(lambda self: self._u, doc="The left factor of the update.")
    v = property(lambda self: self._v, doc="The right factor of the update.")
    diag_update = property(lambda self: self._diag, doc="The diagonal between them, or None.")
    is_diag_update_positive = property(
        lambda self: self._is_diag_update_positive, doc="Whether that is positive."
    )

    @property
    def _use_cholesky(self):
        """Whether the small matrices that are solved instead are known to be positive definite."""
        base = self._base.is_self_adjoint and self._base.is_positive_definite
        return bool(base and self._is_diag_update_positive and self._v is self._u)

    def _shape(self):
        batch = broadcast_static_shape(self._base.batch_shape, self._u.shape[:-2])
        return broadcast_static_shape(batch, self._v.shape[:-2]).concatenate(self._base.shape[-2:])

    def _shape_tensor(self):
        batch = self._base.batch_shape_tensor()
        for factor in (self._u, self._v):
            batch = broadcast_dynamic_shape(batch, api.shape(factor)[:-2])
        return api.concat([batch, self._base.shape_tensor()[-2:]], 0)

    def _scaled(self, u, adjoint=False):
        """Columns times the diagonal of the update."""
        if self._diag is None:
            return convert(u)
        return u * api.expand_dims(conj(self._diag) if adjoint else self._diag, -2)

    def _factors(self, adjoint):
        """The two factors of the update, or of its adjoint."""
        left, right = (self._v, self._u) if adjoint else (self._u, self._v)
        return self._scaled(left, adjoint), turned(right)

    def _matmul(self, x, adjoint):
        left, right = self._factors(adjoint)
        return self._base._matmul(x, adjoint) + _matmul(left, _matmul(right, x))

    def _to_dense(self):
        left, right = self._factors(False)
        return self._base.to_dense() + _matmul(left, right)

    def _capacitance(self):
        """The matrices `[..., k, k]`, D^-1 + V^H L^-1 U, of Woodbury's formula."""
        update = _matmul(turned(self._v), self._base.solve(convert(self._u)))
        if self._diag is None:
            return update + eye(api.shape(update)[-1], dtype=self.dtype)
        return update + matrix_diag(1.0 / self._diag)

    def _solve(self, rhs, adjoint):
        """A^-1 = L^-1 - L^-1 U C^-1 V^H L^-1 with the small matrices C: Woodbury's formula."""
        left, right = (self._v, self._u) if adjoint else (self._u, self._v)
        first = self._base.solve(rhs, adjoint=adjoint)
        small = with_one_batch(self._capacitance(), _matmul(turned(right), first))
        if self._use_cholesky:
            part = cholesky_solve(api.cholesky(small[0]), small[1])
        else:
            part = api.matrix_solve(*small, adjoint=adjoint)
        return first - self._base.solve(_matmul(left, part), adjoint=adjoint)

    def _determinant(self):
        """det A = det C det D det L: the matrix determinant lemma."""
        out = api.matrix_determinant(self._capacitance()) * self._base.determinant()
        return out if self._diag is None else out * api.reduce_prod(self._diag, [-1])

    def _log_abs_determinant(self):
        small = log_matrix_determinant(self._capacitance()).log_abs_determinant
        out = api.cast(small, self.dtype) + self._base.log_abs_determinant()
        return (
            out
            if self._diag is None
            else out + api.cast(api.reduce_sum(api.log(abs(self._diag)), [-1]), self.dtype)
        )


def _matmul(a, b):
    return api.matmul(*with_one_batch(convert(a), convert(b)))
