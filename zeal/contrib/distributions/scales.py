"""Scales of vectors as linear operators, made of what a program gives."""

import math

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import after, assert_positive
from zeal.effects.check import assert_none_equal
from zeal.linear_operators.dense import LinearOperatorLowerTriangular
from zeal.linear_operators.diagonal import (
    LinearOperatorDiag,
    LinearOperatorIdentity,
    LinearOperatorScaledIdentity,
)
from zeal.ops.array.shape import size_along
from zeal.ops.linalg.diagonal import matrix_diag_part, matrix_set_diag

DIAGONAL = (LinearOperatorDiag, LinearOperatorIdentity, LinearOperatorScaledIdentity)


def _checked(x, validate_args, positive):
    if not validate_args:
        return x
    if positive:
        return after([assert_positive(x, message="diagonal part must be positive")], x)
    zero, message = api.cast(0.0, x.dtype), "diagonal part must be non-zero"
    return after([assert_none_equal(x, zero, message=message)], x)


def _as_tensor(x, name):
    return x if x is None else _native.convert(x, None, name)


def diagonal_scale(
    loc=None, diag=None, multiplier=None, size=None, validate_args=False, positive=False,
    dtype=None,
):  # fmt: skip
    """diag(diag) + multiplier I, as a linear operator.

    Args:
      loc: tensor of shape `[..., k]` or None, which tells the size.
      diag: tensor of shape `[..., k]` or None.
      multiplier: tensor of shape `[...]` or None.
      size: k, where neither loc nor diag tell it.
      validate_args: whether numbers are checked: not 0 or, with `positive`, positive.
      positive: whether the operator shall be said to be positive definite.
      dtype: the dtype of an identity whose loc is not there.

    Raises:
      ValueError: nothing tells the size.
    """
    loc, diag = _as_tensor(loc, "loc"), _as_tensor(diag, "scale_diag")
    multiplier = _as_tensor(multiplier, "scale_identity_multiplier")
    hints = {"is_self_adjoint": True, "is_positive_definite": positive or None}
    if diag is not None:
        diag = diag if multiplier is None else diag + multiplier[..., None]
        diag = _checked(diag, validate_args, positive)
        return LinearOperatorDiag(diag, is_non_singular=True, **hints)
    if size is None:
        if loc is None:
            raise ValueError(
                "Cannot infer `event_shape` unless `loc` or `shape_hint` is specified."
            )
        size = size_along(loc, -1)
    if multiplier is None:
        kind = dtype if loc is None else loc.dtype
        return LinearOperatorIdentity(
            size, dtype=kind, is_self_adjoint=True, is_positive_definite=True
        )
    multiplier = _checked(multiplier, validate_args, positive)
    return LinearOperatorScaledIdentity(size, multiplier, is_non_singular=True, **hints)


def triangular_scale(tril, diag=None, multiplier=None, validate_args=False):
    """The lower triangle of a matrix plus diag(diag) plus multiplier I, as a linear operator.

    Args:
      tril: tensor of shape `[..., k, k]`.
      diag: tensor of shape `[..., k]` or None.
      multiplier: tensor of shape `[...]` or None.
      validate_args: whether the diagonal is checked: not 0.
    """
    tril = _as_tensor(tril, "scale_tril")
    more = _as_tensor(diag, "scale_diag")
    multiplier = _as_tensor(multiplier, "scale_identity_multiplier")
    if more is not None or multiplier is not None or validate_args:
        whole = matrix_diag_part(tril)
        whole = whole if more is None else whole + more
        whole = whole if multiplier is None else whole + multiplier[..., None]
        tril = matrix_set_diag(tril, _checked(whole, validate_args, False))
    return LinearOperatorLowerTriangular(
        tril, is_non_singular=True, is_self_adjoint=False, is_positive_definite=False
    )


def on_vectors(operator, method, x):
    """The operator, or its inverse, on vectors: each matrix meets all of its samples at once.

    Args:
      operator: a linear operator whose batch broadcasts with that of x.
      method: "matmul" or "solve".
      x: tensor of shape `[..., k]`.

    Returns:
      A tensor of shape `[..., k]`.
    """
    apply = getattr(operator, method)
    rank, batch = x.shape.ndims, operator.batch_shape.ndims
    if isinstance(operator, DIAGONAL) or rank is None or batch is None or rank - 1 <= batch:
        return apply(x[..., None])[..., 0]
    samples = rank - 1 - batch
    back = [*range(batch + 1, rank), *range(batch + 1)]
    columns = api.transpose(x, [*range(samples, rank), *range(samples)])  # [batch, k, samples]
    shape = api.shape(columns)
    known = columns.shape.as_list()
    if None not in known:
        flat = [*known[: batch + 1], math.prod(known[batch + 1 :])]
    else:
        flat = api.concat([shape[: batch + 1], [-1]], 0)
    y = apply(api.reshape(columns, flat))
    y = api.reshape(y, api.concat([api.shape(y)[:-1], shape[batch + 1 :]], 0))
    return api.transpose(y, back)
