"""Operators made of others."""

from zeal._native import api
from zeal.eager.control import group
from zeal.linear_operators.base import LinearOperator, with_one_batch
from zeal.ops.array.fill import zeros
from zeal.ops.linalg.product import adjoint as turned
from zeal.public import public


def _all(hints):
    """True where all are, else unknown."""
    return True if all(hints) else None


def _non_singular(operators, hint):
    """Whether all operators are known not to be singular; the hint, if it is no contradiction."""
    if not all(o.is_non_singular for o in operators):
        return hint
    if hint is False:
        raise ValueError("Operators of these are always non-singular, but the hint is False.")
    return True


class _Of(LinearOperator):
    """What operators share that hold several others."""

    def __init__(self, operators, hints, glue):
        self._operators = [*operators]
        if not self._operators:
            raise ValueError(
                f"Expected a non-empty list of operators, >=1 operators. Found: {operators}"
            )
        kinds = {o.dtype for o in self._operators}
        if len(kinds) > 1:
            found = ", ".join(f"{o.name}: {o.dtype.name}" for o in self._operators)
            raise TypeError(f"Expected all operators to have the same dtype.  Found {found}")
        is_non_singular, is_self_adjoint, is_positive_definite, is_square, name = hints
        super().__init__(
            self._operators[0].dtype, None, is_non_singular, is_self_adjoint,
            is_positive_definite, is_square, name or glue.join(o.name for o in self._operators),
        )  # fmt: skip

    @property
    def operators(self):
        """The operators that this one is made of."""
        return self._operators

    def _each(self, method):
        return [getattr(o, method)() for o in self._operators]


@public("linalg.LinearOperatorComposition")
class LinearOperatorComposition(_Of):
    """The product of operators.

    Args:
      operators: `LinearOperator`s of one dtype whose sizes fit.
      the others: as for `LinearOperator`.

    Example:
      >>> twice = tf.linalg.LinearOperatorDiag([2.0, 2.0])
      >>> operator = tf.linalg.LinearOperatorComposition([twice, twice])
      >>> operator.matvec([1.0, 2.0]).numpy().tolist()
      [4.0, 8.0]
    """

    def __init__(
        self, operators, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=None, name=None,
    ):  # fmt: skip
        is_non_singular = _non_singular(operators, is_non_singular)
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square, name)
        super().__init__(operators, hints, "_o_")
        for left, right in zip(self._operators, self._operators[1:], strict=False):
            left.domain_dimension.assert_is_compatible_with(right.range_dimension)

    def _matmul(self, x, adjoint):
        for operator in self._operators if adjoint else self._operators[::-1]:
            x = operator._matmul(x, adjoint)
        return x

    def _solve(self, rhs, adjoint):
        for operator in self._operators[::-1] if adjoint else self._operators:
            rhs = operator.solve(rhs, adjoint=adjoint)
        return rhs

    def _to_dense(self):
        x = self._operators[-1].to_dense()
        for operator in self._operators[-2::-1]:
            x = operator._matmul(x, False)
        return x

    def _determinant(self):
        if not all(o.is_square for o in self._operators):
            return super()._determinant()
        out = self._operators[0].determinant()
        for operator in self._operators[1:]:
            out = out * operator.determinant()
        return out

    def _log_abs_determinant(self):
        if not all(o.is_square for o in self._operators):
            return super()._log_abs_determinant()
        return sum(o.log_abs_determinant() for o in self._operators)


class _Parallel(_Of):
    """What operators share whose adjoint, inverse and factor are of those of their operators."""

    def _adjoint(self):
        return type(self)(self._each("adjoint"), **self._hints())

    def _inverse(self):
        return type(self)(self._each("inverse"), **self._hints())

    def _cholesky(self):
        return type(self)(self._each("cholesky"), is_non_singular=True, is_square=True)

    def _assert_non_singular(self):
        return group(*self._each("assert_non_singular"))

    def _assert_self_adjoint(self):
        return group(*self._each("assert_self_adjoint"))


@public("linalg.LinearOperatorBlockDiag")
class LinearOperatorBlockDiag(_Parallel):
    """Operators along a diagonal, with zeros elsewhere.

    Args:
      operators: square `LinearOperator`s of one dtype.
      the others: as for `LinearOperator`.

    Example:
      >>> one = tf.linalg.LinearOperatorDiag([2.0])
      >>> tf.linalg.LinearOperatorBlockDiag([one, one]).to_dense().numpy().tolist()
      [[2.0, 0.0], [0.0, 2.0]]
    """

    def __init__(
        self, operators, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=True, name=None,
    ):  # fmt: skip
        if not is_square or any(o.is_square is False for o in operators):
            raise ValueError("Can only represent a block diagonal of square matrices.")
        is_non_singular = _non_singular(operators, is_non_singular)
        if is_self_adjoint is None:
            is_self_adjoint = _all(o.is_self_adjoint for o in operators)
        if is_positive_definite is None:
            is_positive_definite = _all(o.is_positive_definite for o in operators)
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, True, name)
        super().__init__(operators, hints, "_ds_")

    def _by_blocks(self, x, function):
        sizes = [o.range_dimension.value for o in self._operators]
        if None in sizes:
            sizes = [o.range_dimension_tensor() for o in self._operators]
        parts, at = [], 0
        for operator, n in zip(self._operators, sizes, strict=True):
            parts.append(function(operator, x[..., at : at + n, :]))
            at = at + n
        return api.concat(_with_batches(parts), -2)

    def _matmul(self, x, adjoint):
        return self._by_blocks(x, lambda o, part: o._matmul(part, adjoint))

    def _solve(self, rhs, adjoint):
        return self._by_blocks(rhs, lambda o, part: o.solve(part, adjoint=adjoint))

    def _to_dense(self):
        blocks = _with_batches([o.to_dense() for o in self._operators])
        rows = []
        for i, block in enumerate(blocks):
            row = [
                block if i == j else zeros(
                    api.concat([api.shape(block)[:-1], api.shape(other)[-1:]], 0), self.dtype
                )
                for j, other in enumerate(blocks)
            ]  # fmt: skip
            rows.append(api.concat(row, -1))
        return api.concat(rows, -2)

    def _determinant(self):
        out = self._operators[0].determinant()
        for operator in self._operators[1:]:
            out = out * operator.determinant()
        return out

    def _log_abs_determinant(self):
        return sum(o.log_abs_determinant() for o in self._operators)

    def _assert_positive_definite(self):
        return group(*self._each("assert_positive_definite"))


def _with_batches(matrices):
    """The same as `with_one_batch`, as a list."""
    return [*with_one_batch(*matrices)]


@public("linalg.LinearOperatorKronecker")
class LinearOperatorKronecker(_Parallel):
    """The Kronecker product of operators.

    Args:
      operators: square `LinearOperator`s of one dtype.
      the others: as for `LinearOperator`.

    Example:
      >>> a = tf.linalg.LinearOperatorDiag([1.0, 2.0])
      >>> tf.linalg.LinearOperatorKronecker([a, a]).diag_part().numpy().tolist()
      [1.0, 2.0, 2.0, 4.0]
    """

    def __init__(
        self, operators, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=None, name=None,
    ):  # fmt: skip
        is_non_singular = _non_singular(operators, is_non_singular)
        if is_self_adjoint is None:
            is_self_adjoint = _all(o.is_self_adjoint for o in operators)
        if is_positive_definite is None and is_self_adjoint:
            is_positive_definite = _all(o.is_positive_definite for o in operators)
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square, name)
        super().__init__(operators, hints, "_x_")

    def _to_dense(self):
        out = self._operators[0].to_dense()
        for operator in self._operators[1:]:
            a, b = with_one_batch(out, operator.to_dense())
            product = api.expand_dims(api.expand_dims(a, -1), -3) * api.expand_dims(
                api.expand_dims(b, -2), -4
            )
            sizes = api.shape(a)[-2:] * api.shape(b)[-2:]
            out = api.reshape(product, api.concat([api.shape(a)[:-2], sizes], 0))
        return out


@public("linalg.LinearOperatorAdjoint")
class LinearOperatorAdjoint(LinearOperator):
    """The conjugate transposes of an operator.

    Args:
      operator: a `LinearOperator`.
      the others: as for `LinearOperator`; by default the operator's own.

    Example:
      >>> full = tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
      >>> tf.linalg.LinearOperatorAdjoint(full).to_dense().numpy().tolist()
      [[1.0, 3.0], [2.0, 4.0]]
    """

    def __init__(
        self, operator, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=None, name=None,
    ):  # fmt: skip
        self._operator = operator
        hints = _inherited(
            operator, is_non_singular, is_self_adjoint, is_positive_definite, is_square
        )
        super().__init__(operator.dtype, None, *hints, name or operator.name + "_adjoint")

    @property
    def operator(self):
        """The operator that this one is the adjoint of."""
        return self._operator

    def _to_dense(self):
        return turned(self._operator.to_dense())

    def _matmul(self, x, adjoint):
        return self._operator._matmul(x, not adjoint)

    def _solve(self, rhs, adjoint):
        return self._operator.solve(rhs, adjoint=not adjoint)

    def adjoint(self, name="adjoint"):
        """The operator itself."""
        return self._operator


def _inherited(operator, *hints):
    names = ("is_non_singular", "is_self_adjoint", "is_positive_definite", "is_square")
    found = []
    for name, hint in zip(names, hints, strict=True):
        own = getattr(operator, name)
        if None not in (hint, own) and bool(hint) != bool(own):
            what = name.removeprefix("is_").replace("_", "-")
            raise ValueError(
                f"The operator has {name}={own}, but the hint was {name}={hint}: whether it is "
                f"{what} must not be contradicted."
            )
        found.append(own if hint is None else hint)
    return found


@public("linalg.LinearOperatorInversion")
class LinearOperatorInversion(LinearOperator):
    """The inverses of an operator.

    Args:
      operator: a square `LinearOperator`.
      the others: as for `LinearOperator`; by default the operator's own.

    Example:
      >>> inverse = tf.linalg.LinearOperatorInversion(tf.linalg.LinearOperatorDiag([2.0, 4.0]))
      >>> inverse.matvec([2.0, 2.0]).numpy().tolist()
      [1.0, 0.5]
    """

    def __init__(
        self, operator, is_non_singular=None, is_self_adjoint=None, is_positive_definite=None,
        is_square=None, name=None,
    ):  # fmt: skip
        hints = operator.is_non_singular, is_non_singular
        if operator.is_square is False or False in hints:
            raise ValueError(
                "operator and supplied hints must have `is_non_singular` equal to `True` or "
                f"`None`.  Found {hints[0]}, {hints[1]}; only square operators have an inverse"
            )
        self._operator = operator
        hints = _inherited(
            operator, is_non_singular, is_self_adjoint, is_positive_definite, is_square
        )
        super().__init__(operator.dtype, None, True, *hints[1:], name or operator.name + "_inv")

    @property
    def operator(self):
        """The operator that this one is the inverse of."""
        return self._operator

    def _shape(self):
        return self._operator.shape

    def _shape_tensor(self):
        return self._operator.shape_tensor()

    def _to_dense(self):
        return api.matrix_inverse(self._operator.to_dense())

    def _matmul(self, x, adjoint):
        return self._operator.solve(x, adjoint=adjoint)

    def _solve(self, rhs, adjoint):
        return self._operator._matmul(rhs, adjoint)

    def _determinant(self):
        return 1.0 / self._operator.determinant()

    def _log_abs_determinant(self):
        return -self._operator.log_abs_determinant()

    def inverse(self, name="inverse"):
        """The operator itself."""
        return self._operator
