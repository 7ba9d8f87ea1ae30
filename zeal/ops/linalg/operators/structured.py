"""Operators of matrices with a structure: reflections, updates of low rank."""

from zeal._native import api, convert
from zeal.ops.linalg.diagonal import matrix_diag
from zeal.ops.linalg.operators.base import LinearOperator, with_one_batch
from zeal.ops.linalg.product import adjoint as turned
from zeal.ops.math.complex import conj
from zeal.public import public


@public("linalg.LinearOperatorHouseholder")
class LinearOperatorHouseholder(LinearOperator):
    """An operator that reflects: `I - 2 v v^H` with the unit vector v along an axis.

    Args:
      reflection_axis: float or complex tensor of shape `[..., n]`.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square, name: as for
        `LinearOperator`.

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
        self._axis = convert(reflection_axis)
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
      is_non_singular, is_self_adjoint, is_positive_definite, is_square, name: as for
        `LinearOperator`.

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
        self._u = convert(u, dtype)
        self._v = self._u if v is None else convert(v, dtype)
        self._diag = None if diag_update is None else convert(diag_update, dtype)
        self._is_diag_update_positive = diag_update is None or is_diag_update_positive
        if v is None and base_operator.is_self_adjoint and not dtype.is_complex:
            is_self_adjoint = True if is_self_adjoint is None else is_self_adjoint
        positive = base_operator.is_positive_definite and self._is_diag_update_positive
        if v is None and positive and is_positive_definite is None:
            is_positive_definite = True
        super().__init__(
            dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, is_square, name
        )

    base_operator = property(lambda self: self._base, doc="The operator that is updated.")
    u = property(lambda self: self._u, doc="The left factor of the update.")
    v = property(lambda self: self._v, doc="The right factor of the update.")
    diag_update = property(lambda self: self._diag, doc="The diagonal between them, or None.")
    is_diag_update_positive = property(
        lambda self: self._is_diag_update_positive, doc="Whether that is positive."
    )

    def _shape(self):
        return self._base.shape

    def _scaled(self, u, adjoint=False):
        if self._diag is None:
            return u
        return u * api.expand_dims(conj(self._diag) if adjoint else self._diag, -2)

    def _factors(self, adjoint):
        """What the update multiplies from the left, and by from the right."""
        left, right = (self._v, self._u) if adjoint else (self._u, self._v)
        return self._scaled(left, adjoint), turned(right)

    def _matmul(self, x, adjoint):
        left, right = self._factors(adjoint)
        return self._base._matmul(x, adjoint) + api.matmul(left, api.matmul(right, x))

    def _to_dense(self):
        left, right = self._factors(False)
        return self._base.to_dense() + api.matmul(left, right)
