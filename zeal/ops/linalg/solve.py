"""Equations with square matrices."""

from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.ops.linalg.shapes import ANY, conj_transpose, solved
from zeal.public import public


def _kernel(a, b, adjoint):
    import numpy as np

    try:
        x = np.linalg.solve(conj_transpose(a) if adjoint else a, b)
    except np.linalg.LinAlgError:
        raise _singular(a) from None
    if np.isnan(x).any() and np.isnan(a).any():
        raise _singular(a)
    return x


def _singular(a):
    return InvalidArgumentError(
        "[MatrixSolve] Input matrix is not invertible. A matrix of a "
        f"{list(a.shape)} {a.dtype} is singular or has NaN; tf.linalg.lstsq or tf.linalg.pinv "
        "solve such equations"
    )


def _gradient(op, grad):
    # From A dX = dB - dA X.
    a, x = op.inputs[0], op.outputs[0]
    adjoint = op.get_attr("adjoint")
    by_rhs = _solve(a, grad, adjoint=not adjoint)
    left, right = (x, by_rhs) if adjoint else (by_rhs, x)
    return -api.matmul(left, right, adjoint_b=True), by_rhs


_solve = host_op(
    "MatrixSolve",
    [("matrix", "T"), ("rhs", "T")],
    [("output", "T")],
    types=ANY,
    attrs=[("adjoint", False)],
    infer=solved("MatrixSolve"),
    kernel=_kernel,
    gradient=_gradient,
    doc="Solves equations with square matrices.",
)


@public("matrix_solve", "linalg.solve")
def matrix_solve(matrix, rhs, adjoint=False, name=None):
    """Solves equations with square matrices.

    Args:
      matrix: float or complex tensor of shape `[..., n, n]`.
      rhs: tensor of its dtype, shape `[..., n, k]`, with the same batch sizes.
      adjoint: whether to solve with the conjugate transposes.
      name: its name in graphs.

    Returns:
      x with `matrix x = rhs`, a tensor of the shape of `rhs`.

    Raises:
      InvalidArgumentError: the shapes do not fit, or a matrix is not invertible.

    Example:
      >>> tf.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [[2.0], [2.0]]).numpy().tolist()
      [[1.0], [0.5]]
    """
    matrix = convert(matrix)
    return _solve(matrix, convert(rhs, matrix.dtype), adjoint=adjoint, name=name)
