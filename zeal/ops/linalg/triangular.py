"""Equations whose matrices are triangular."""

from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.ops.linalg.shapes import ANY, conj_transpose, solved
from zeal.public import public

_SMALL = 16  # rows that are solved one by one; more are halved, and most of the work is products


def solve_lower(a, b):
    """x of `a x = b` for arrays, where the lower triangles of `a` count."""
    import numpy as np

    n = a.shape[-1]
    if n > _SMALL:
        h = n // 2
        top = solve_lower(a[..., :h, :h], b[..., :h, :])
        below = b[..., h:, :] - a[..., h:, :h] @ top
        return np.concatenate([top, solve_lower(a[..., h:, h:], below)], -2)
    x = np.empty_like(b)
    for i in range(n):
        known = b[..., i : i + 1, :]
        if i:
            known = known - a[..., i : i + 1, :i] @ x[..., :i, :]
        x[..., i : i + 1, :] = known / a[..., i : i + 1, i : i + 1]
    return x


def solve_upper(a, b):
    """The same of upper triangles."""
    return solve_lower(a[..., ::-1, ::-1], b[..., ::-1, :])[..., ::-1, :]


def _kernel(a, b, lower, adjoint):
    import numpy as np

    pivots = np.abs(np.diagonal(a, 0, -2, -1))
    if not (pivots > 0).all():  # NaN too
        raise InvalidArgumentError(
            "[MatrixTriangularSolve] Input matrix is not invertible. There is a 0 or NaN on the "
            f"diagonal of a {list(a.shape)} {a.dtype}"
        )
    a, lower = (conj_transpose(a), not lower) if adjoint else (a, lower)
    with np.errstate(all="ignore"):
        return solve_lower(a, b) if lower else solve_upper(a, b)


def _gradient(op, grad):
    # From A dX = dB - dA X.
    a, x = op.inputs[0], op.outputs[0]
    lower, adjoint = op.get_attr("lower"), op.get_attr("adjoint")
    by_rhs = _solve(a, grad, lower=lower, adjoint=not adjoint)
    left, right = (x, by_rhs) if adjoint else (by_rhs, x)
    by_matrix = -api.matmul(left, right, adjoint_b=True)
    band = (-1, 0) if lower else (0, -1)
    return api.matrix_band_part(by_matrix, *band), by_rhs


_solve = host_op(
    "MatrixTriangularSolve",
    [("matrix", "T"), ("rhs", "T")],
    [("output", "T")],
    types=ANY,
    attrs=[("lower", True), ("adjoint", False)],
    infer=solved("MatrixTriangularSolve"),
    kernel=_kernel,
    gradient=_gradient,
    doc="Solves equations with triangular matrices.",
)


@public("matrix_triangular_solve", "linalg.triangular_solve")
def matrix_triangular_solve(matrix, rhs, lower=True, adjoint=False, name=None):
    """Solves equations with triangular matrices by substitution.

    Args:
      matrix: float or complex tensor of shape `[..., n, n]`; the other triangle is not read.
      rhs: tensor of its dtype, shape `[..., n, k]`, with the same batch sizes.
      lower: whether the lower triangles count.
      adjoint: whether to solve with the conjugate transposes.
      name: its name in graphs.

    Returns:
      A tensor of the shape of `rhs`.

    Raises:
      InvalidArgumentError: the shapes do not fit, or a diagonal has a 0.

    Example:
      >>> tf.linalg.triangular_solve([[2.0, 0.0], [1.0, 1.0]], [[4.0], [3.0]]).numpy().tolist()
      [[2.0], [1.0]]
    """
    matrix = convert(matrix)
    return _solve(matrix, convert(rhs, matrix.dtype), lower=lower, adjoint=adjoint, name=name)
