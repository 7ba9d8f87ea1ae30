"""Products of operators that are an operator of a simpler kind."""

from zeal._native import api
from zeal.linear_operators.circulant import LinearOperatorCirculant
from zeal.linear_operators.combined import LinearOperatorComposition
from zeal.linear_operators.dense import LinearOperatorLowerTriangular
from zeal.linear_operators.diagonal import (
    LinearOperatorDiag,
    LinearOperatorIdentity,
    LinearOperatorScaledIdentity,
    LinearOperatorZeros,
)


def product(a, b):
    """The operator of the products of the matrices of two operators.

    Raises:
      ValueError: one is of zeros, and not both are square.
    """
    if isinstance(a, LinearOperatorIdentity):
        return b
    if isinstance(b, LinearOperatorIdentity):
        return a
    for zero in (a, b):
        if isinstance(zero, LinearOperatorZeros):
            if not (a.is_square and b.is_square):
                raise ValueError("Products with operators of zeros need square operators.")
            return zero
    return _simpler(a, b) or LinearOperatorComposition([a, b], **_hints_of_composition(a, b))


def _simpler(a, b):
    """The product as a diagonal, triangular or circulant operator, or None."""
    kinds = type(a), type(b)
    scaled = LinearOperatorDiag, LinearOperatorScaledIdentity
    if LinearOperatorDiag in kinds and all(kind in scaled for kind in kinds):
        left, right = (o.diag if isinstance(o, LinearOperatorDiag)
                       else api.expand_dims(o.multiplier, -1) for o in (a, b))  # fmt: skip
        return LinearOperatorDiag(left * right, **_hints_if_commuting(a, b))
    if kinds == (LinearOperatorDiag, LinearOperatorLowerTriangular):
        tril = api.expand_dims(a.diag, -1) * b.to_dense()
        return LinearOperatorLowerTriangular(tril, **_hints_if_commuting(a, b, None))
    if kinds == (LinearOperatorLowerTriangular, LinearOperatorDiag):
        tril = a.to_dense() * api.expand_dims(b.diag, -2)
        return LinearOperatorLowerTriangular(tril, **_hints_if_commuting(a, b, None))
    if kinds == (LinearOperatorCirculant,) * 2:
        spectrum = a.spectrum * b.spectrum
        return LinearOperatorCirculant(spectrum, a.dtype, **_hints_if_commuting(a, b))
    return None


def _non_singular(a, b):
    """A product is singular exactly if one of the square factors is."""
    if a.is_non_singular is False or b.is_non_singular is False:
        return False
    return True if a.is_non_singular and b.is_non_singular else None


def _hints_if_commuting(a, b, positive=True):
    """Hints of a product of matrices whose order does not matter."""
    adjoint = True if a.is_self_adjoint and b.is_self_adjoint else None
    if positive:
        both = a.is_positive_definite and b.is_positive_definite
        positive = True if adjoint and both else None
    return {"is_non_singular": _non_singular(a, b), "is_self_adjoint": adjoint,
            "is_positive_definite": positive, "is_square": True}  # fmt: skip


def _hints_of_composition(a, b):
    known = a.is_square and b.is_square
    if known:
        return {"is_non_singular": _non_singular(a, b), "is_square": True}
    rows, columns = a.range_dimension.value, b.domain_dimension.value
    if None in (rows, columns) or rows == columns:
        return {}
    return {"is_non_singular": False, "is_self_adjoint": False, "is_positive_definite": False,
            "is_square": False}  # fmt: skip
