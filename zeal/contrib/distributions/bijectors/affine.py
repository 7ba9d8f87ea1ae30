"""Affine bijectors of vectors."""

from zeal import _native
from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.contrib.distributions.scales import diagonal_scale, on_vectors, triangular_scale
from zeal.distributions.checking import after
from zeal.effects.check import assert_none_equal
from zeal.linear_operators.base import LinearOperator
from zeal.linear_operators.structured import LinearOperatorLowRankUpdate
from zeal.ops.array.shape import size_along
from zeal.public import public
from zeal.state.scope import name_scope


def _same_dtype(shift, scale):
    if shift is not None and shift.dtype != scale.dtype:
        raise TypeError(
            f"shift.dtype({shift.dtype}) is incompatible with scale.dtype({scale.dtype})."
        )


@public("contrib.distributions.bijectors.AffineLinearOperator")
class AffineLinearOperator(Bijector):
    """Y = scale X + shift of vectors, where scale is a linear operator.

    Args:
      shift: floating tensor of shape `[..., k]`, or None for 0.
      scale: a `tf.linalg.LinearOperator`, not singular, or None for the identity.
      validate_args: whether arguments are checked.
      name: its name.

    Raises:
      TypeError: scale is no operator, or has another dtype than shift.
      ValueError: with `validate_args`, scale may be singular.

    Example:
      >>> scale = tf.linalg.LinearOperatorDiag([1.0, 2.0])
      >>> bijector = tf.contrib.distributions.bijectors.AffineLinearOperator([1.0, 0.0], scale)
      >>> bijector.forward([1.0, 1.0]).numpy().tolist()
      [2.0, 2.0]
    """

    def __init__(
        self, shift=None, scale=None, validate_args=False, name="affine_linear_operator"
    ):
        with name_scope(name), name_scope("init"):
            parents = []
            if shift is not None:
                shift = _native.convert(shift, None, "shift")
                parents.append(shift)
            if scale is not None:
                _same_dtype(shift, scale)
                if not isinstance(scale, LinearOperator):
                    raise TypeError("scale is not an instance of tf.LinearOperator")
                if validate_args and not scale.is_non_singular:
                    raise ValueError("Scale matrix must be non-singular.")
                parents += scale.graph_parents
        self._shift, self._scale = shift, scale
        dtype = next((x.dtype for x in (scale, shift) if x is not None), None)
        super().__init__(parents, True, validate_args, dtype, 1, name=name)

    shift = property(lambda self: self._shift, doc="What is added, or None.")
    scale = property(lambda self: self._scale, doc="The operator, or None.")

    def _checked(self, x):
        checks = self.validate_args and self.scale is not None
        return after([self.scale.assert_non_singular()], x) if checks else x

    def _forward(self, x):
        x = self._checked(x)
        y = x if self.scale is None else on_vectors(self.scale, "matmul", x)
        return y if self.shift is None else y + self.shift

    def _inverse(self, y):
        x = self._checked(y if self.shift is None else y - self.shift)
        return x if self.scale is None else on_vectors(self.scale, "solve", x)

    def _forward_log_det_jacobian(self, x):
        if self.scale is None:
            return api.cast(0.0, x.dtype)
        return self._checked(self.scale.log_abs_determinant())


@public("contrib.distributions.bijectors.Affine")
class Affine(AffineLinearOperator):
    """Y = scale X + shift of vectors, scale a sum of what is given.

    scale = scale_identity_multiplier I + diag(scale_diag) + scale_tril + scale_perturb_factor
    diag(scale_perturb_diag) scale_perturb_factor^T, the identity where nothing is given.

    Args:
      scale_identity_multiplier: floating tensor of shape `[...]`.
      scale_diag: floating tensor of shape `[..., k]`.
      scale_tril: floating tensor of shape `[..., k, k]`, whose lower triangle is read.
      scale_perturb_factor: floating tensor of shape `[..., k, r]`.
      scale_perturb_diag: floating tensor of shape `[..., r]`; ones by default.
      the others: as for `AffineLinearOperator`.

    Raises:
      ValueError: scale_perturb_diag is given without scale_perturb_factor.
      TypeError: scale has another dtype than shift.

    Example:
      >>> affine = tf.contrib.distributions.bijectors.Affine([1.0, 0.0], scale_diag=[1.0, 2.0])
      >>> affine.forward([1.0, 1.0]).numpy().tolist()
      [2.0, 2.0]
    """

    def __init__(
        self, shift=None, scale_identity_multiplier=None, scale_diag=None, scale_tril=None,
        scale_perturb_factor=None, scale_perturb_diag=None, validate_args=False, name="affine",
    ):  # fmt: skip
        if scale_perturb_diag is not None and scale_perturb_factor is None:
            raise ValueError(
                "When scale_perturb_diag is specified, scale_perturb_factor must be specified."
            )
        given = (scale_diag, scale_tril, scale_perturb_factor)
        self._multiplies = all(x is None for x in given)
        with name_scope(name), name_scope("init"):
            shift = shift if shift is None else _native.convert(shift, None, "shift")
            if self._multiplies:
                factor = self._as_multiplier(scale_identity_multiplier, shift, validate_args)
            else:
                scale = _sum_of_scales(
                    scale_identity_multiplier, scale_diag, scale_tril, scale_perturb_factor,
                    scale_perturb_diag, validate_args,
                )  # fmt: skip
                _same_dtype(shift, scale)
        if not self._multiplies:
            super().__init__(shift, scale, False, name)
            self._validate_args = validate_args
            return
        self._shift, self._scale = shift, factor
        parents = [x for x in (shift, factor) if x is not None]
        Bijector.__init__(self, parents, True, validate_args, factor.dtype, 1, name=name)

    def _as_multiplier(self, factor, shift, validate_args):
        kind = None if shift is None or factor is not None else shift.dtype
        factor = _native.convert(1.0 if factor is None else factor, kind, "identity_multiplier")
        if not validate_args:
            return factor
        message = "identity_multiplier should be non-zero."
        return after([assert_none_equal(factor, api.cast(0.0, factor.dtype), [message])], factor)

    def _forward(self, x):
        if not self._multiplies:
            return super()._forward(x)
        y = x * self.scale
        return y if self.shift is None else y + self.shift

    def _inverse(self, y):
        if not self._multiplies:
            return super()._inverse(y)
        return (y if self.shift is None else y - self.shift) / self.scale

    def _forward_log_det_jacobian(self, x):
        if not self._multiplies:
            return super()._forward_log_det_jacobian(x)
        return api.log(abs(self.scale)) * api.cast(api.shape(x)[-1], self.scale.dtype)


def _sum_of_scales(multiplier, diag, tril, factor, factor_diag, validate_args):
    size = None
    if factor is not None:
        factor = _native.convert(factor, None, "perturb_factor")
        size = size_along(factor, -2)
    if tril is not None:
        scale = triangular_scale(tril, diag, multiplier, validate_args)
    else:
        kind = factor.dtype if factor is not None else None
        scale = diagonal_scale(
            None, diag, multiplier, size, validate_args, positive=factor is not None, dtype=kind
        )
    if factor is None:
        return scale
    return LinearOperatorLowRankUpdate(scale, factor, factor_diag, is_non_singular=True)
