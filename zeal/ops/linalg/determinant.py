"""Determinants."""

from collections import namedtuple

from zeal._native import api, convert
from zeal.ops.host_op import host_op
from zeal.ops.linalg.inverse import matrix_inverse
from zeal.ops.linalg.shapes import ANY, scalar, square_to
from zeal.ops.math.complex import complex as complex_of
from zeal.ops.math.complex import conj, imag, real
from zeal.public import public

LogMatrixDeterminant = namedtuple("LogMatrixDeterminant", ["sign", "log_abs_determinant"])


def _as_matrices(x):
    """A number for each matrix, to multiply the matrices by."""
    return api.expand_dims(api.expand_dims(x, -1), -1)


def _det_kernel(a):
    import numpy as np

    return np.asarray(np.linalg.det(a), a.dtype)


def _det_gradient(op, grad):
    # From d det(A) = det(A) tr(A^-1 dA).
    inverse = matrix_inverse(op.inputs[0], adjoint=True)
    return _as_matrices(grad * conj(op.outputs[0])) * inverse


_det = host_op(
    "MatrixDeterminant",
    [("input", "T")],
    [("output", "T")],
    types=ANY,
    infer=square_to("MatrixDeterminant", scalar),
    kernel=_det_kernel,
    gradient=_det_gradient,
    doc="The determinant of each matrix of a batch.",
)


def _log_kernel(a):
    import numpy as np

    sign, log = np.linalg.slogdet(a)
    return [np.asarray(sign, a.dtype), np.asarray(log, a.dtype)]


def _log_gradient(op, by_sign, by_log):
    # From d log(det(A)) = tr(A^-1 dA): its real part moves the logarithm, its imaginary part turns
    # the sign of a complex determinant.
    sign = op.outputs[0]
    if sign.dtype.is_complex:
        by_sign = sign * 0.0 if by_sign is None else by_sign
        by_log = sign * 0.0 if by_log is None else by_log
        by_log = complex_of(real(by_log), -imag(conj(by_sign) * sign))
    if by_log is None:
        return None
    return _as_matrices(by_log) * matrix_inverse(op.inputs[0], adjoint=True)


_log_det = host_op(
    "LogMatrixDeterminant",
    [("input", "T")],
    [("sign", "T"), ("log_abs_determinant", "T")],
    types=ANY,
    infer=square_to("LogMatrixDeterminant", scalar, scalar),
    kernel=_log_kernel,
    gradient=_log_gradient,
    doc="Sign and logarithm of the absolute value of the determinant of each matrix of a batch.",
)


@public("matrix_determinant", "linalg.det")
def matrix_determinant(input, name=None):
    """Computes the determinant of each matrix of a batch.

    Args:
      input: float or complex tensor of shape `[..., n, n]`.
      name: its name in graphs.

    Returns:
      A tensor of shape `[...]` and the same dtype.

    Raises:
      InvalidArgumentError: the matrices are not square.

    Example:
      >>> tf.linalg.det([[2.0, 0.0], [0.0, 4.0]]).numpy()
      8.0
    """
    return _det(convert(input), name=name)


@public("linalg.slogdet")
def log_matrix_determinant(input, name=None):
    """Computes signs and logarithms of determinants, which may be too large for their dtype.

    Args:
      input: float or complex tensor of shape `[..., n, n]`.
      name: its name in graphs.

    Returns:
      Two tensors of shape `[...]` and the same dtype: the sign, 1, -1 or 0 (for complex numbers
      the phase), and the logarithm of the absolute value, -inf where it is 0.

    Raises:
      InvalidArgumentError: the matrices are not square.

    Example:
      >>> sign, log = tf.linalg.slogdet([[0.0, 1.0], [1.0, 0.0]])
      >>> sign.numpy(), log.numpy()
      (-1.0, 0.0)
    """
    return LogMatrixDeterminant(*_log_det(convert(input), name=name))
