"""LU factors."""

from collections import namedtuple

from zeal import dtypes
from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.one_hot import one_hot
from zeal.ops.host_op import host_op
from zeal.ops.linalg.diagonal import matrix_set_diag
from zeal.ops.linalg.product import adjoint
from zeal.ops.linalg.shapes import ANY, same, square_to, vector
from zeal.ops.linalg.triangular import matrix_triangular_solve, solve_lower
from zeal.public import public

Lu = namedtuple("Lu", ["lu", "p"])

_NARROW = 8  # columns that are eliminated one by one; wider panels are halved


def _swap(a, k, pivots):
    """Swaps row k of each of `[batch, n, m]` or `[batch, n]` with the one at its pivot."""
    import numpy as np

    batch = np.arange(len(a))
    row = a[batch, pivots]
    a[batch, pivots] = a[:, k]
    a[:, k] = row


def _factor(a, p, first, last):
    """Eliminates the columns first to last of a, in place; rows move in all of a and in p.

    Toledo, "Locality of reference in LU decomposition with partial pivoting", 1997.
    """
    import numpy as np

    if last - first > _NARROW:
        half = (first + last) // 2
        _factor(a, p, first, half)
        top, below = a[:, first:half], a[:, half:]
        top[..., half:last] = solve_lower(_unit_lower(top[..., first:half]), top[..., half:last])
        below[..., half:last] -= below[..., first:half] @ top[..., half:last]
        return _factor(a, p, half, last)
    for k in range(first, last):
        pivots = k + np.argmax(np.abs(a[:, k:, k]), -1)
        _swap(a, k, pivots)
        _swap(p, k, pivots)
        a[:, k + 1 :, k] /= a[:, k, k, None]
        a[:, k + 1 :, k + 1 : last] -= a[:, k + 1 :, k, None] * a[:, k, None, k + 1 : last]


def _unit_lower(a):
    import numpy as np

    return np.tril(a, -1) + np.eye(a.shape[-1], dtype=a.dtype)


def _kernel(input):
    import numpy as np

    n = input.shape[-1]
    a = np.array(input).reshape(-1, n, n) if input.size else np.zeros((0, n, n), input.dtype)
    p = np.tile(np.arange(n, dtype=np.int32), (len(a), 1))
    with np.errstate(all="ignore"):
        _factor(a, p, 0, n)
    if not (np.abs(np.diagonal(a, 0, -2, -1)) > 0).all():  # NaN too
        raise InvalidArgumentError(
            f"[Lu] Input is not invertible. A matrix of a {list(input.shape)} {a.dtype} is "
            "singular or has NaN"
        )
    return [a.reshape(input.shape), p.reshape(input.shape[:-1])]


def _gradient(op, by_factors, _):
    # With A = P L U: A' = P L^-H (tril(L^H L', -1) + triu(U' U^H)) U^-H, where L has a unit
    # diagonal and L' is strictly lower.
    factors, p = op.outputs
    lower = matrix_set_diag(api.matrix_band_part(factors, -1, 0), ones_like(factors[..., 0]))
    upper = api.matrix_band_part(factors, 0, -1)
    by_upper = api.matrix_band_part(by_factors, 0, -1)
    inner = _strictly_lower(api.matmul(lower, _strictly_lower(by_factors), adjoint_a=True))
    inner += api.matrix_band_part(api.matmul(by_upper, upper, adjoint_b=True), 0, -1)
    left = matrix_triangular_solve(lower, inner, adjoint=True)
    whole = adjoint(matrix_triangular_solve(upper, adjoint(left), lower=False))
    rows = one_hot(p, api.shape(factors)[-1], dtype=factors.dtype)
    return api.matmul(rows, whole, transpose_a=True)


def _strictly_lower(x):
    lower = api.matrix_band_part(x, -1, 0)
    return matrix_set_diag(lower, zeros_like(x[..., 0]))


_lu = host_op(
    "Lu",
    [("input", "T")],
    [("lu", "T"), ("p", "int32")],
    types=ANY,
    infer=square_to("Lu", same, vector),
    kernel=_kernel,
    gradient=_gradient,
    doc="Factors P L U of each matrix of a batch, by partial pivoting.",
)


@public("linalg.lu")
def lu(input, output_idx_type=dtypes.int32, name=None):
    """Factors matrices into a permutation, a lower and an upper triangular matrix.

    Args:
      input: float or complex tensor of shape `[..., n, n]`.
      output_idx_type: dtype of the permutation, int32 or int64.
      name: its name in graphs.

    Returns:
      A namedtuple (lu, p). lu is like `input`: U, and below its diagonals L without its unit
      diagonals. p has shape `[..., n]`: row i of L U is row p[i] of the input.

    Raises:
      InvalidArgumentError: the matrices are not square, or one is not invertible.

    Example:
      >>> factors = tf.linalg.lu([[1.0, 2.0], [2.0, 2.0]])
      >>> factors.lu.numpy().tolist(), factors.p.numpy().tolist()
      ([[2.0, 2.0], [0.5, 1.0]], [1, 0])
    """
    factors, p = _lu(convert(input), name=name)
    return Lu(factors, api.cast(p, output_idx_type))
