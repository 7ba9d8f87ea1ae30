"""What all linear operators share."""

from contextlib import contextmanager

import numpy as np

from zeal import dtypes
from zeal._native import Variable, api, convert
from zeal.checkpoint.auto_trackable import Module
from zeal.effects.check import assert_equal, assert_less, assert_positive
from zeal.ops.array.shape import broadcast_dynamic_shape
from zeal.ops.linalg.cholesky import cholesky_solve
from zeal.ops.linalg.determinant import log_matrix_determinant
from zeal.ops.linalg.diagonal import matrix_diag_part
from zeal.ops.linalg.eye import eye
from zeal.ops.linalg.product import adjoint as turned
from zeal.ops.linalg.svd import singular_values
from zeal.ops.math.arithmetic import abs
from zeal.ops.math.complex import real
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


def held(value, dtype=None):
    """A tensor of a value; a variable stays one, so that the operator follows its changes."""
    return value if isinstance(value, Variable) else convert(value, dtype)


def with_one_batch(*matrices):
    """Tensors of matrices, broadcast to one batch."""
    shapes = [m.shape[:-2] for m in matrices]
    if all(s.is_fully_defined() and s == shapes[0] for s in shapes):
        return matrices
    batch = api.shape(matrices[0])[:-2]
    for m in matrices[1:]:
        batch = broadcast_dynamic_shape(batch, api.shape(m)[:-2])
    return [api.broadcast_to(m, api.concat([batch, api.shape(m)[-2:]], 0)) for m in matrices]


@public("linalg.LinearOperator")
class LinearOperator(Module):
    """A batch of matrices `[..., m, n]` that may be stored as something smaller.

    Subclasses say how to make them dense, `_to_dense()`, or else how they multiply, `_matmul(x,
    adjoint)`, and their `_shape()`; and override what they can do faster:
    `_matmul(x, adjoint)`, `_solve(rhs, adjoint)`, `_log_abs_determinant()`, `_determinant()`,
    `_diag_part()`. Hints (`is_self_adjoint`, ...) are believed; None stands for unknown.

    Args:
      dtype: the dtype of the matrices.
      graph_parents: accepted for compatibility.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the operator's name.

    Raises:
      ValueError: the hints contradict each other.

    Example:
      >>> operator = tf.linalg.LinearOperatorDiag([1.0, 2.0])
      >>> operator.matvec([3.0, 4.0]).numpy().tolist()
      [3.0, 8.0]
    """

    def __init__(
        self, dtype, graph_parents=None, is_non_singular=None, is_self_adjoint=None,
        is_positive_definite=None, is_square=None, name=None,
    ):  # fmt: skip
        if is_positive_definite:
            if is_non_singular is False:
                raise ValueError("A positive definite matrix is always non-singular.")
            is_non_singular = True
        if is_non_singular:
            if is_square is False:
                raise ValueError("A non-singular matrix is always square.")
            is_square = True
        if is_self_adjoint:
            if is_square is False:
                raise ValueError("A self-adjoint matrix is always square.")
            is_square = True
        super().__init__()
        self._dtype, self._name = dtypes.as_dtype(dtype), name or type(self).__name__
        self._graph_parents = graph_parents or []
        self._is_square, self._is_non_singular = is_square, is_non_singular
        self._is_self_adjoint, self._is_positive_definite = is_self_adjoint, is_positive_definite

    @contextmanager
    def _name_scope(self, name=None, values=None):
        """The scope of a method's ops, for programs' own operators."""
        with name_scope(self.name), name_scope(name, values=values) as scope:
            yield scope

    dtype = property(lambda self: self._dtype, doc="The dtype of the matrices.")
    name = property(lambda self: self._name, doc="The operator's name.")
    graph_parents = property(lambda self: self._graph_parents, doc="What was given as such.")
    is_non_singular = property(lambda self: self._is_non_singular, doc="A hint.")
    is_self_adjoint = property(lambda self: self._is_self_adjoint, doc="A hint.")
    is_positive_definite = property(lambda self: self._is_positive_definite, doc="A hint.")

    @property
    def is_square(self):
        """Whether the matrices are square, by the hint or by their sizes; None for unknown."""
        same = self.domain_dimension == self.range_dimension
        if self._is_square is False and same:
            raise ValueError("User set is_square hint to False, but the operator was square.")
        return same if self._is_square is None else self._is_square

    @property
    def shape(self):
        """The static shape, `[..., m, n]`."""
        return self._shape()

    def _shape(self):
        return self._to_dense().shape

    def _shape_tensor(self):
        return api.shape(self._to_dense())

    def shape_tensor(self, name="shape_tensor"):
        """The shape as an int32 tensor."""
        if self.shape.is_fully_defined():
            return convert(self.shape.as_list(), dtypes.int32)
        return self._shape_tensor()

    @property
    def batch_shape(self):
        """The static shape without the last two sizes."""
        return self.shape[:-2]

    def batch_shape_tensor(self, name="batch_shape_tensor"):
        """The same as an int32 tensor."""
        return self.shape_tensor()[:-2]

    @property
    def tensor_rank(self):
        """How many axes the batch of matrices has."""
        return self.shape.ndims

    def tensor_rank_tensor(self, name="tensor_rank_tensor"):
        """The same as an int32 tensor."""
        return api.size(self.shape_tensor())

    @property
    def domain_dimension(self):
        """The number of columns."""
        return (self.shape.dims or TensorShape([None]).dims)[-1]

    @property
    def range_dimension(self):
        """The number of rows."""
        return (self.shape.dims or TensorShape([None, None]).dims)[-2]

    def domain_dimension_tensor(self, name="domain_dimension_tensor"):
        """The number of columns as an int32 tensor."""
        return self.shape_tensor()[-1]

    def range_dimension_tensor(self, name="range_dimension_tensor"):
        """The number of rows as an int32 tensor."""
        return self.shape_tensor()[-2]

    def _argument(self, x, rows, columns=-2):
        x = convert(x, None if hasattr(x, "dtype") else self.dtype)
        if x.dtype is not self.dtype:
            raise TypeError(
                f"Expected argument to have dtype {self.dtype!r}.  Found: {x.dtype!r} in tensor {x}"
            )
        if x.shape.ndims is not None:
            rows.assert_is_compatible_with(x.shape.dims[columns])
        return x

    def matmul(self, x, adjoint=False, adjoint_arg=False, name="matmul"):
        """The product with matrices `x`, or with another operator, which gives an operator.

        Args:
          x: tensor of shape `[..., n, k]`; batches broadcast.
          adjoint: whether to take the conjugate transpose of the operator.
          adjoint_arg: whether to take that of `x`.
          name: accepted for compatibility.
        """
        if isinstance(x, LinearOperator):
            from zeal.linear_operators.products import product

            left, right = self.adjoint() if adjoint else self, x.adjoint() if adjoint_arg else x
            self._check_sizes(left.domain_dimension, x, adjoint_arg, "x")
            return product(left, right)
        rows = self.range_dimension if adjoint else self.domain_dimension
        x = self._argument(x, rows, -1 if adjoint_arg else -2)
        return self._matmul(turned(x) if adjoint_arg else x, adjoint)

    def _check_sizes(self, wanted, other, adjoint_arg, what):
        found = other.domain_dimension if adjoint_arg else other.range_dimension
        if not wanted.is_compatible_with(found):
            raise ValueError(
                f"Operators are incompatible. Expected `{what}` to have dimension {wanted} but "
                f"got {found}."
            )

    def _matmul(self, x, adjoint):
        return api.matmul(self._to_dense(), x, adjoint_a=adjoint)

    def matvec(self, x, adjoint=False, name="matvec"):
        """The product with vectors `[..., n]`."""
        x = self._argument(x, self.range_dimension if adjoint else self.domain_dimension, -1)
        return api.squeeze(self._matmul(api.expand_dims(x, -1), adjoint), [-1])

    def solve(self, rhs, adjoint=False, adjoint_arg=False, name="solve"):
        """Solves equations with right-hand sides `[..., m, k]`; the arguments are as of matmul."""
        self._check_solvable()
        if isinstance(rhs, LinearOperator):
            left = self.adjoint() if adjoint else self
            self._check_sizes(left.range_dimension, rhs, adjoint_arg, "rhs")
            return left.inverse().matmul(rhs, adjoint_arg=adjoint_arg)
        rhs = self._argument(rhs, self.range_dimension, -1 if adjoint_arg else -2)
        return self._solve(turned(rhs) if adjoint_arg else rhs, adjoint)

    def _check_solvable(self):
        hints = (self.is_non_singular, "be singular"), (self.is_square, "not be square")
        for hint, what in hints:
            if hint is False:
                raise NotImplementedError(
                    f"Exact solve not implemented for an operator that is expected to {what}."
                )

    def _solve(self, rhs, adjoint):
        matrix, rhs = with_one_batch(self._to_dense(), rhs)
        if self._can_use_cholesky():
            return cholesky_solve(api.cholesky(matrix), rhs)
        return api.matrix_solve(matrix, rhs, adjoint=adjoint)

    def solvevec(self, rhs, adjoint=False, name="solve"):
        """Solves equations with right-hand sides `[..., m]`."""
        self._check_solvable()
        rhs = self._argument(rhs, self.range_dimension, -1)
        return api.squeeze(self._solve(api.expand_dims(rhs, -1), adjoint), [-1])

    def _can_use_cholesky(self):
        return bool(self.is_self_adjoint and self.is_positive_definite)

    def _check_square(self):
        if self.is_square is False:
            raise NotImplementedError(
                "Determinant not implemented for an operator that is expected to not be square."
            )

    def determinant(self, name="det"):
        """The determinants, `[...]`."""
        self._check_square()
        return self._determinant()

    def _determinant(self):
        return api.matrix_determinant(self._to_dense())

    def log_abs_determinant(self, name="log_abs_det"):
        """The logarithms of the absolute values of the determinants, `[...]`."""
        self._check_square()
        found = self._log_abs_determinant()
        return found if found.dtype is self.dtype else api.cast(found, self.dtype)

    def _log_abs_determinant(self):
        return log_matrix_determinant(self._to_dense()).log_abs_determinant

    def adjoint(self, name="adjoint"):
        """The operator of the conjugate transposes."""
        return self if self.is_self_adjoint else self._adjoint()

    def _adjoint(self):
        from zeal.linear_operators.combined import LinearOperatorAdjoint

        return LinearOperatorAdjoint(self)

    def _hints(self):
        """The hints that hold for the adjoint and the inverse too."""
        names = ("is_non_singular", "is_self_adjoint", "is_positive_definite", "is_square")
        return {name: getattr(self, name) for name in names}

    H = property(adjoint, doc="The operator of the conjugate transposes.")

    def inverse(self, name="inverse"):
        """The operator of the inverses."""
        for hint, what in ((self.is_square, "non square"), (self.is_non_singular, "singular")):
            if hint is False:
                raise ValueError(
                    f"Cannot take the Inverse: This operator represents a {what} matrix."
                )
        return self._inverse()

    def _inverse(self):
        from zeal.linear_operators.combined import LinearOperatorInversion

        return LinearOperatorInversion(self)

    def assert_non_singular(self, name="assert_non_singular"):
        """An op that raises InvalidArgumentError if a matrix is singular."""
        return self._assert_non_singular()

    def _assert_non_singular(self):
        if self._can_use_cholesky():
            return self.assert_positive_definite()
        sizes = abs(singular_values(self.to_dense()))
        condition = api.reduce_max(sizes, -1) / api.reduce_min(sizes, -1)
        sides = [
            api.cast(n, sizes.dtype)
            for n in (self.domain_dimension_tensor(), self.range_dimension_tensor())
        ]
        largest = 1.0 / (10.0 * np.finfo(sizes.dtype.as_numpy_dtype).eps * api.maximum(*sides))
        return assert_less(condition, largest, message="Singular matrix up to precision epsilon.")

    def assert_positive_definite(self, name="assert_positive_definite"):
        """An op that raises InvalidArgumentError if a matrix is not positive definite."""
        return self._assert_positive_definite()

    def _assert_positive_definite(self):
        if not self.is_self_adjoint:
            raise NotImplementedError("assert_positive_definite is not implemented.")
        diagonal = matrix_diag_part(api.cholesky(self.to_dense()))
        return assert_positive(real(diagonal), message="Matrix was not positive definite.")

    def assert_self_adjoint(self, name="assert_self_adjoint"):
        """An op that raises InvalidArgumentError if a matrix is not its conjugate transpose."""
        return self._assert_self_adjoint()

    def _assert_self_adjoint(self):
        dense = self.to_dense()
        return assert_equal(dense, turned(dense), message="Matrix was not equal to its adjoint.")

    def cholesky(self, name="cholesky"):
        """The operator of the Cholesky factors."""
        if not self._can_use_cholesky():
            raise ValueError(
                "Cannot take the Cholesky decomposition: Not a positive definite self adjoint "
                "matrix."
            )
        return self._cholesky()

    def _cholesky(self):
        from zeal.linear_operators.dense import LinearOperatorLowerTriangular

        return LinearOperatorLowerTriangular(
            api.cholesky(self._to_dense()), is_non_singular=True, is_square=True
        )

    def to_dense(self, name="to_dense"):
        """The matrices as a tensor."""
        return self._to_dense()

    def _to_dense(self):
        """The product with identity matrices, for subclasses that say no more than `_matmul`."""
        kind = type(self)
        if LinearOperator._matmul is kind._matmul or LinearOperator._shape is kind._shape:
            raise NotImplementedError(
                f"{kind.__name__} does not say how to make it dense: it needs _to_dense(), or "
                "_matmul(x, adjoint) and _shape()"
            )
        n = self.domain_dimension.value
        batch = self.batch_shape
        return self.matmul(eye(
            self.domain_dimension_tensor() if n is None else n,
            batch_shape=batch.as_list() if batch.is_fully_defined() else self.batch_shape_tensor(),
            dtype=self.dtype,
        ))  # fmt: skip

    def diag_part(self, name="diag_part"):
        """The diagonals, `[..., min(m, n)]`."""
        return self._diag_part()

    def _diag_part(self):
        return matrix_diag_part(self._to_dense())

    def trace(self, name="trace"):
        """The sums of the diagonals, `[...]`."""
        return api.reduce_sum(self._diag_part(), [-1])

    def add_to_tensor(self, x, name="add_to_tensor"):
        """The matrices plus a tensor."""
        return self._to_dense() + self._argument(x, self.range_dimension)
