"""Cholesky factors, and what is solved by them."""

from zeal._native import api, convert
from zeal.ops.host_op import host_op
from zeal.ops.linalg.diagonal import matrix_diag_part
from zeal.ops.linalg.shapes import conj_transpose, matrix, merged
from zeal.ops.math.complex import real
from zeal.ops.named import named
from zeal.public import public


def _grad_infer(shapes, attrs):
    l, grad = shapes
    if l is None or grad is None:
        return [grad if l is None else l]
    matrix("CholeskyGrad", l, square=True)
    return [merged("CholeskyGrad", "l and grad", l, grad)]


def _grad_kernel(l, grad):
    import numpy as np

    upper = conj_transpose(l)
    middle = np.tril(upper @ np.tril(grad))
    i = np.arange(l.shape[-1])
    middle[..., i, i] *= 0.5
    whole = np.linalg.solve(upper, conj_transpose(np.linalg.solve(upper, middle)))
    return 0.5 * (whole + conj_transpose(whole))


host_op(
    "CholeskyGrad",
    [("l", "T"), ("grad", "T")],
    [("output", "T")],
    types=[("T", ["float32", "float64"])],
    infer=_grad_infer,
    kernel=_grad_kernel,
    doc="What flows back through Cholesky: its factors, and the gradient of them.",
)


@public("cholesky_solve", "linalg.cholesky_solve")
@named("cholesky_solve", "MatrixTriangularSolve_1")
def cholesky_solve(chol, rhs, name=None):
    """Solves `A x = rhs` by the Cholesky factors of A.

    Args:
      chol: what `tf.cholesky(A)` gives, shape `[..., n, n]`.
      rhs: tensor of its dtype, shape `[..., n, k]`.
      name: its name in graphs.

    Returns:
      A tensor of the shape of `rhs`.

    Raises:
      InvalidArgumentError: the shapes do not fit, or a factor has a 0 on its diagonal.

    Example:
      >>> chol = tf.cholesky([[4.0, 2.0], [2.0, 5.0]])
      >>> tf.cholesky_solve(chol, [[8.0], [8.0]]).numpy().tolist()
      [[1.5], [1.0]]
    """
    chol = convert(chol)
    return api.matrix_triangular_solve(chol, api.matrix_triangular_solve(chol, rhs), adjoint=True)


@public("linalg.logdet")
@named("logdet", "mul")
def logdet(matrix, name=None):
    """Computes the logarithm of the determinant of self-adjoint positive definite matrices.

    Args:
      matrix: float or complex tensor of shape `[..., n, n]`.
      name: its name in graphs.

    Returns:
      A real tensor of shape `[...]`.

    Raises:
      InvalidArgumentError: a matrix is not positive definite.

    Example:
      >>> tf.linalg.logdet([[4.0, 0.0], [0.0, 0.25]]).numpy()
      0.0
    """
    diagonals = real(matrix_diag_part(api.cholesky(matrix)))
    return 2.0 * api.reduce_sum(api.log(diagonals), [-1])
