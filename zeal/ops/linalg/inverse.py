"""Inverses."""

from zeal import errors
from zeal._native import api, convert
from zeal.ops.host_op import host_op
from zeal.ops.linalg.shapes import ANY, conj_transpose, same, square_to
from zeal.ops.named import named
from zeal.public import public


def _kernel(a, adjoint):
    import numpy as np

    try:
        inverse = np.linalg.inv(a)
    except np.linalg.LinAlgError:
        raise _singular(a) from None
    if np.isnan(inverse).any() and np.isnan(a).any():
        raise _singular(a)
    return conj_transpose(inverse) if adjoint else inverse


def _singular(a):
    return errors.InvalidArgumentError(
        "[MatrixInverse] Input is not invertible. A matrix of a "
        f"{list(a.shape)} {a.dtype} is singular or has NaN; tf.linalg.pinv takes such matrices"
    )


def _gradient(op, grad):
    # From d(A^-1) = -A^-1 dA A^-1; with adjoint the output is B = A^-H and dA = -B dY^H B.
    out = op.outputs[0]
    if op.get_attr("adjoint"):
        return -api.matmul(api.matmul(out, grad, adjoint_b=True), out)
    return -api.matmul(out, api.matmul(grad, out, adjoint_b=True), adjoint_a=True)


_matrix_inverse = host_op(
    "MatrixInverse",
    [("input", "T")],
    [("output", "T")],
    types=ANY,
    attrs=[("adjoint", False)],
    infer=square_to("MatrixInverse", same),
    kernel=_kernel,
    gradient=_gradient,
    doc="Inverse of each square matrix of a batch, or of its adjoint.",
)


@public("matrix_inverse", "linalg.inv")
@named("MatrixInverse")
def matrix_inverse(input, adjoint=False, name=None):
    """Computes the inverse of each square matrix of a batch.

    Args:
      input: a float or complex tensor of shape `[..., n, n]`.
      adjoint: whether to invert the conjugate transposes instead.
      name: its name in graphs.

    Returns:
      A tensor like `input`.

    Raises:
      InvalidArgumentError: the matrices are not square, or one is not invertible.

    Example:
      >>> tf.matrix_inverse(tf.constant([[2.0, 0.0], [0.0, 4.0]])).numpy().tolist()
      [[0.5, 0.0], [0.0, 0.25]]
    """
    return _matrix_inverse(convert(input), adjoint=adjoint)
