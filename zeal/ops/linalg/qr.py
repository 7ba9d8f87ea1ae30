"""QR factors."""

from collections import namedtuple

from zeal._native import api, convert
from zeal.ops.array.fill import zeros_like
from zeal.ops.host_op import library_op
from zeal.ops.linalg.diagonal import matrix_diag_part, matrix_set_diag
from zeal.ops.linalg.product import adjoint
from zeal.ops.math.complex import without_imaginary
from zeal.public import public

Qr = namedtuple("Qr", ["q", "r"])


def _kernel(a, full_matrices):
    import numpy as np

    q, r = np.linalg.qr(a, "complete" if full_matrices else "reduced")
    return [q, r]


def _gradient(op, by_q, by_r):
    q, r = op.outputs
    by_q = zeros_like(q) if by_q is None else by_q
    by_r = zeros_like(r) if by_r is None else by_r
    rows, columns = r.shape.as_list()[-2:] if r.shape.ndims else (None, None)
    if rows is None or columns is None:
        raise NotImplementedError("QrGrad not implemented with dynamic shapes.")
    if rows == columns:
        return _square(q, r, by_q, by_r)
    if rows > columns or op.get_attr("full_matrices") and q.shape[-2] != rows:
        raise NotImplementedError(
            "QrGrad not implemented when full_matrices is true and ncols != nrows."
        )
    # A wide A = [X, Y] has R = [U, Q^H Y], where Q U = X.
    y = op.inputs[0][..., rows:]
    by_u, by_v = by_r[..., :rows], by_r[..., rows:]
    by_x = _square(q, r[..., :rows], by_q + api.matmul(y, by_v, adjoint_b=True), by_u)
    return api.concat([by_x, api.matmul(q, by_v)], -1)


def _square(q, r, by_q, by_r):
    # M = R R'^H - Q'^H Q; A' = (Q' + Q sym(tril of M, made self-adjoint)) R^-H. Roberts and
    # Roberts, "QR and LQ decomposition matrix backpropagation algorithms", 2020.
    m = api.matmul(r, by_r, adjoint_b=True) - api.matmul(by_q, q, adjoint_a=True)
    lower = api.matrix_band_part(m, -1, 0)
    diagonal = without_imaginary(matrix_diag_part(m))
    whole = matrix_set_diag(lower + adjoint(lower), diagonal)
    left = by_q + api.matmul(q, whole)
    return adjoint(api.matrix_triangular_solve(r, adjoint(left), lower=False))


_qr = library_op("Qr", _kernel, _gradient)


@public("qr", "linalg.qr")
def qr(input, full_matrices=False, name=None):
    """Factors matrices into one with orthonormal columns and an upper triangular one.

    Args:
      input: float or complex tensor of shape `[..., m, n]`.
      full_matrices: whether q has m columns; else min(m, n).
      name: its name in graphs.

    Returns:
      q of shape `[..., m, p]` and r of shape `[..., p, n]` with `q r = input`; p is m or min(m, n).

    Raises:
      InvalidArgumentError: the rank is below 2.

    Example:
      >>> q, r = tf.qr([[3.0, 1.0], [4.0, 2.0]])
      >>> r.numpy()[0, 0]
      -5.0
    """
    return Qr(*_qr(convert(input), full_matrices=full_matrices, name=name))
