"""Functions of square matrices: exponentials, logarithms, square roots."""

import math
import warnings

from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros_like
from zeal.ops.host_op import host_op
from zeal.ops.linalg.eye import eye
from zeal.ops.linalg.product import adjoint
from zeal.ops.linalg.shapes import ANY, same, square_to
from zeal.ops.math.complex import conj
from zeal.public import public


def _scipy_linalg(what):
    try:
        from scipy import linalg
    except ImportError as e:
        raise ImportError(f"{what} needs SciPy: pip install scipy, or zeal[linalg]") from e
    return linalg


# Numerator of the Pade approximant of degree 13 of exp, over its constant term.
_PADE = [
    math.factorial(26 - k) * math.factorial(13)
    / (math.factorial(26) * math.factorial(13 - k) * math.factorial(k))
    for k in range(14)
]  # fmt: skip
_REACH = 5.371920351148152  # 1-norms up to it are exact to float64


def _expm(input):
    """Scaling and squaring: Higham, "The scaling and squaring method revisited", 2005."""
    import numpy as np

    if not input.size:  # however many there are
        return input.copy()
    norm = np.abs(input).sum(-2).max(-1, initial=0)
    squarings = np.maximum(0, np.ceil(np.log2(norm / _REACH)))
    squarings = np.where(np.isfinite(squarings), squarings, 0)
    a = input / np.asarray(2.0**squarings, input.dtype)[..., None, None]
    a2 = a @ a
    a4 = a2 @ a2
    a6 = a4 @ a2
    one, b = np.eye(a.shape[-1], dtype=a.dtype), np.asarray(_PADE, a.real.dtype)
    odd = a6 @ (b[13] * a6 + b[11] * a4 + b[9] * a2)
    odd = a @ (odd + b[7] * a6 + b[5] * a4 + b[3] * a2 + b[1] * one)
    even = a6 @ (b[12] * a6 + b[10] * a4 + b[8] * a2)
    even += b[6] * a6 + b[4] * a4 + b[2] * a2 + b[0] * one
    try:
        x = np.linalg.solve(even - odd, even + odd)
    except np.linalg.LinAlgError:
        raise InvalidArgumentError(
            "[MatrixExponential] Input matrix is not invertible. The elements are too large"
        ) from None
    for i in range(int(squarings.max(initial=0))):
        x = np.where((i < squarings)[..., None, None], x @ x, x)
    return x


def _expm_gradient(op, grad):
    # The derivative in a direction is a block of an exponential twice as large. Najfeld and Havel,
    # "Derivatives of the matrix exponential and their computation", 1995.
    a = adjoint(op.inputs[0])
    top, bottom = api.concat([a, grad], -1), api.concat([zeros_like(a), a], -1)
    whole = _matrix_exponential(api.concat([top, bottom], -2))
    n = api.shape(a)[-1]
    return whole[..., :n, n:]


_matrix_exponential = host_op(
    "MatrixExponential",
    [("input", "T")],
    [("output", "T")],
    types=ANY,
    infer=square_to("MatrixExponential", same),
    kernel=_expm,
    gradient=_expm_gradient,
    doc="The exponential of each matrix of a batch.",
)


@public("linalg.expm")
def matrix_exponential(input, name=None):
    """Computes the exponential of each matrix of a batch.

    Args:
      input: float or complex tensor of shape `[..., n, n]`.
      name: its name in graphs.

    Returns:
      A tensor like `input`: the sum of `input^k / k!`.

    Raises:
      ValueError: the dtype is another one.
      InvalidArgumentError: the matrices are not square.

    Example:
      >>> tf.linalg.expm([[0.0, 1.0], [0.0, 0.0]]).numpy().tolist()
      [[1.0, 1.0], [0.0, 1.0]]
    """
    input = convert(input)
    if not (input.dtype.is_floating or input.dtype.is_complex):
        raise ValueError(f"tf.linalg.expm does not support matrices of type {input.dtype!r}")
    return _matrix_exponential(input, name=name)


def _each(function, a):
    """A function of one matrix on all of a batch; NaN where a matrix has NaN or infinity."""
    import numpy as np

    def one(m):
        return function(m) if np.isfinite(m).all() else np.full_like(m, np.nan)

    if not a.size:
        return a.copy()
    n = a.shape[-1]
    return np.stack([one(m) for m in a.reshape(-1, n, n)]).reshape(a.shape)


def _logm(input):
    logm = _scipy_linalg("tf.linalg.logm").logm
    with warnings.catch_warnings(action="ignore"):  # of singular matrices
        return _each(logm, input.astype("complex128")).astype(input.dtype)


_matrix_logarithm = host_op(
    "MatrixLogarithm",
    [("input", "T")],
    [("output", "T")],
    types=[("T", ["complex64", "complex128"])],
    infer=square_to("MatrixLogarithm", same),
    kernel=_logm,
    doc="The principal logarithm of each matrix of a batch.",
)


@public("linalg.logm")
def matrix_logarithm(input, name=None):
    """Computes the principal logarithm of each matrix of a batch. Needs SciPy; has no gradient.

    Args:
      input: complex tensor of shape `[..., n, n]`, invertible.
      name: its name in graphs.

    Returns:
      A tensor like `input`, whose `tf.linalg.expm` is the input.

    Raises:
      ImportError: SciPy is not installed.
      InvalidArgumentError: the matrices are not square.

    Example:
      >>> tf.linalg.logm([[1.0 + 0j, 0.0], [0.0, 1.0]]).numpy().real.tolist()
      [[0.0, 0.0], [0.0, 0.0]]
    """
    return _matrix_logarithm(convert(input), name=name)


def _sqrtm(input):
    import numpy as np

    with warnings.catch_warnings(action="ignore"):  # of singular matrices
        roots = _each(_scipy_linalg("tf.linalg.sqrtm").sqrtm, input)
    if np.iscomplexobj(roots) and not np.iscomplexobj(input):
        roots = np.where((np.abs(roots.imag) > 0).any((-2, -1), keepdims=True), np.nan, roots.real)
    return roots.astype(input.dtype)


def _kronecker(a, b):
    """The Kronecker products of two tensors of matrices."""
    a = api.expand_dims(api.expand_dims(a, -1), -3)
    b = api.expand_dims(api.expand_dims(b, -2), -4)
    product, size = a * b, api.shape(a)[-2] * api.shape(b)[-1]
    return api.reshape(product, api.concat([api.shape(product)[:-4], [size, size]], 0))


def _sqrtm_gradient(op, grad):
    # From dA = R dR + dR R: R^H X + X R^H = grad, whose rows are stacked to one vector here.
    r = adjoint(op.outputs[0])
    n = api.shape(r)[-1]
    one = eye(n, dtype=r.dtype)
    left = _kronecker(r, one) + _kronecker(one, conj(op.outputs[0]))
    column = api.reshape(grad, api.concat([api.shape(grad)[:-2], [n * n, 1]], 0))
    return api.reshape(api.matrix_solve(left, column), api.shape(grad))


_matrix_square_root = host_op(
    "MatrixSquareRoot",
    [("input", "T")],
    [("output", "T")],
    types=ANY,
    infer=square_to("MatrixSquareRoot", same),
    kernel=_sqrtm,
    gradient=_sqrtm_gradient,
    doc="The principal square root of each matrix of a batch.",
)


@public("matrix_square_root", "linalg.sqrtm")
def matrix_square_root(input, name=None):
    """Computes the principal square root of each matrix of a batch. Needs SciPy.

    Args:
      input: float or complex tensor of shape `[..., n, n]`.
      name: its name in graphs.

    Returns:
      R like `input`, with `R R = input`; NaN where a real matrix has no real root.

    Raises:
      ImportError: SciPy is not installed.
      InvalidArgumentError: the matrices are not square.

    Example:
      >>> tf.linalg.sqrtm([[4.0, 0.0], [0.0, 9.0]]).numpy().tolist()
      [[2.0, 0.0], [0.0, 3.0]]
    """
    return _matrix_square_root(convert(input), name=name)
