"""Cholesky factors, and what is solved by them."""

from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.ops.linalg.diagonal import matrix_diag_part, matrix_set_diag
from zeal.ops.linalg.product import adjoint
from zeal.ops.linalg.shapes import ANY, conj_transpose, matrix, merged, same, square_to
from zeal.ops.linalg.triangular import matrix_triangular_solve, solve_upper
from zeal.ops.math.complex import real
from zeal.ops.named import named
from zeal.public import public


def factors(a, op="Cholesky"):
    """Lower triangular factors of arrays; InvalidArgumentError, which names the op, without."""
    import numpy as np

    try:
        return np.linalg.cholesky(a)
    except np.linalg.LinAlgError:
        raise InvalidArgumentError(
            f"[{op}] Cholesky decomposition was not successful. The input might not be valid. "
            f"Matrices of a {list(a.shape)} {a.dtype} must be self-adjoint and positive definite"
        ) from None


def _kernel(input):
    import numpy as np

    bad = np.isnan(np.tril(input)).any((-2, -1))
    if not bad.any():
        return factors(input)
    nan = np.tril(np.full(input.shape[-2:], np.nan, input.dtype))
    n = input.shape[-1]
    good = np.where(bad[..., None, None], np.eye(n, dtype=input.dtype), input)
    return np.where(bad[..., None, None], nan, factors(good))


def _gradient(op, grad):
    # From dL = L tril(L^-1 dA L^-H), half of the diagonal. The gradient is self-adjoint, as the
    # matrices are, though only their lower triangles are read.
    l = op.outputs[0]
    middle = api.matmul(l, grad, adjoint_a=True)
    middle = api.matrix_band_part(matrix_set_diag(middle, 0.5 * matrix_diag_part(middle)), -1, 0)
    left = matrix_triangular_solve(l, middle, adjoint=True)
    whole = matrix_triangular_solve(l, adjoint(left), adjoint=True)
    return 0.5 * (whole + adjoint(whole))


_cholesky = host_op(
    "Cholesky",
    [("input", "T")],
    [("output", "T")],
    types=ANY,
    infer=square_to("Cholesky", same),
    kernel=_kernel,
    gradient=_gradient,
    doc="The lower triangular factor L of each matrix L L^H of a batch.",
)


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
    whole = solve_upper(upper, conj_transpose(solve_upper(upper, middle)))
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


@public("cholesky", "linalg.cholesky")
def cholesky(input, name=None):
    """Computes the Cholesky factor of each matrix of a batch.

    Args:
      input: float or complex tensor of shape `[..., n, n]`, self-adjoint and positive definite;
        only the lower triangles are read.
      name: its name in graphs.

    Returns:
      A tensor like `input`: lower triangular L with `L L^H = input`.

    Raises:
      InvalidArgumentError: the matrices are not square, or one is not positive definite.

    Example:
      >>> tf.cholesky([[4.0, 2.0], [2.0, 5.0]]).numpy().tolist()
      [[2.0, 0.0], [1.0, 2.0]]
    """
    return _cholesky(convert(input), name=name)


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
    return matrix_triangular_solve(chol, matrix_triangular_solve(chol, rhs), adjoint=True)


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
    diagonals = real(matrix_diag_part(cholesky(matrix)))
    return 2.0 * api.reduce_sum(api.log(diagonals), [-1])
