"""tf.contrib.solvers.util: matrices as operators, norms."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.namespace import namespace
from zeal.ops.math.complex import conj
from zeal.public import public

LinearOperator = namedtuple("LinearOperator", ["shape", "dtype", "apply", "apply_adjoint"])


def _operator(matrix, apply, apply_adjoint):
    matrix = _native.convert(matrix)
    known = matrix.shape.is_fully_defined()
    shape = matrix.shape.as_list() if known else api.shape(matrix)
    return LinearOperator(shape, matrix.dtype, apply, apply_adjoint)


@public("contrib.solvers.util.create_operator")
def create_operator(matrix):
    """A matrix as an operator.

    Args:
      matrix: a tensor of two axes.

    Returns:
      A tuple of `shape`, `dtype`, and `apply` and `apply_adjoint`, which multiply columns.

    Example:
      >>> tf.contrib.solvers.util.create_operator([[1.0, 2.0]]).apply([[3.0], [4.0]]).numpy()
      array([[11.]], dtype=float32)
    """
    return _operator(
        matrix, lambda v: api.matmul(matrix, v), lambda v: api.matmul(matrix, v, adjoint_a=True)
    )


@public("contrib.solvers.util.identity_operator")
def identity_operator(matrix):
    """The identity as an operator.

    Args:
      matrix: a tensor, whose shape and dtype it has.

    Returns:
      A tuple as that of `create_operator`.
    """
    return _operator(matrix, lambda v: v, lambda v: v)


@public("contrib.solvers.util.dot")
def dot(x, y):
    """The sum of conj(x) y over all numbers.

    Args:
      x, y: tensors of one shape.

    Returns:
      A scalar tensor.
    """
    return api.reduce_sum(conj(x) * y)


@public("contrib.solvers.util.l2norm_squared")
def l2norm_squared(v):
    """The sum of squares of a floating tensor, a scalar tensor."""
    return 2 * api.l2_loss(v)


@public("contrib.solvers.util.l2norm")
def l2norm(v):
    """The Euclidean norm of a floating tensor, a scalar tensor."""
    return api.sqrt(l2norm_squared(v))


@public("contrib.solvers.util.l2normalize")
def l2normalize(v):
    """A floating tensor divided by its Euclidean norm, and the norm."""
    norm = l2norm(v)
    return v / norm, norm


__getattr__, __dir__ = namespace(__name__)
