"""Equations in the sense of least squares."""

from zeal import dtypes
from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.ops.linalg.cholesky import cholesky_solve
from zeal.ops.linalg.eye import eye
from zeal.ops.linalg.product import adjoint
from zeal.ops.linalg.shapes import ANY, conj_transpose, matrix, merged
from zeal.ops.named import named
from zeal.public import public


def _infer(shapes, attrs):
    a, b, _ = shapes
    if a is None or b is None:
        return [None]
    batch, m, n = matrix("MatrixSolveLs", a)
    batch_b, rows, k = matrix("MatrixSolveLs", b, at=1)
    merged("MatrixSolveLs", "rows", (m,), (rows,))
    return [(*merged("MatrixSolveLs", "batch sizes", batch, batch_b), n, k)]


def _kernel(a, b, l2_regularizer, fast):
    import numpy as np

    if not a.size or not b.size:  # of which there may be many: NumPy would visit each
        return np.zeros((*a.shape[:-2], a.shape[-1], b.shape[-1]), a.dtype)
    if not fast:  # as TensorFlow, which ignores the regularizer here
        try:
            return np.asarray(np.linalg.pinv(a) @ b, a.dtype)
        except np.linalg.LinAlgError:
            raise InvalidArgumentError(
                "[MatrixSolveLs] SVD did not converge; does the matrix have NaN or infinity?"
            ) from None
    h = conj_transpose(a)
    identity = np.eye(min(a.shape[-2:]), dtype=a.dtype) * a.dtype.type(l2_regularizer)
    if a.shape[-2] >= a.shape[-1]:
        return _solve_by_factors(h @ a + identity, h @ b)
    return h @ _solve_by_factors(a @ h + identity, b)


def _solve_by_factors(gramian, b):
    import numpy as np

    try:
        lower = np.linalg.cholesky(gramian)
    except np.linalg.LinAlgError:
        raise InvalidArgumentError(
            "[MatrixSolveLs] Cholesky decomposition was not successful. The input might not be "
            f"valid. Products of a {list(gramian.shape)} {gramian.dtype} matrix with its adjoint "
            "must be positive definite"
        ) from None
    return np.linalg.solve(conj_transpose(lower), np.linalg.solve(lower, b))


def _gradient(op, grad):
    if not op.get_attr("fast"):
        raise ValueError("Gradient not defined for fast=False")
    a, b, l2_regularizer = op.inputs
    l2_regularizer = api.cast(l2_regularizer, a.dtype)
    x = op.outputs[0]
    if _is_tall(a):
        # From (A^H A + l2) X = A^H B.
        z = _gramian_solve(a, grad, l2_regularizer)
        by_rhs = api.matmul(a, z)
        by_matrix = api.matmul(b - api.matmul(a, x), z, adjoint_b=True)
    else:
        # From X = A^H Y, (A A^H + l2) Y = B.
        turned = adjoint(a)
        by_rhs = _gramian_solve(turned, api.matmul(a, grad), l2_regularizer)
        y = _gramian_solve(turned, b, l2_regularizer)
        rest = grad - api.matmul(a, by_rhs, adjoint_a=True)
        by_matrix = api.matmul(y, rest, adjoint_b=True)
    return by_matrix - api.matmul(by_rhs, x, adjoint_b=True), by_rhs, None


def _is_tall(a):
    """Whether there are at least as many rows as columns."""
    rows, columns = a.shape.as_list()[-2:] if a.shape.ndims else (None, None)
    if rows is None or columns is None:
        raise NotImplementedError(
            "tf.linalg.lstsq: the gradient needs to know the sizes of the matrices before the run"
        )
    return rows >= columns


def _gramian_solve(a, b, l2_regularizer):
    """Solves `(a^H a + l2_regularizer) x = b`."""
    gramian = api.matmul(a, a, adjoint_a=True)
    identity = eye(a.shape.as_list()[-1], dtype=a.dtype)
    return cholesky_solve(api.cholesky(gramian + l2_regularizer * identity), b)


_solve = host_op(
    "MatrixSolveLs",
    [("matrix", "T"), ("rhs", "T"), ("l2_regularizer", "float64")],
    [("output", "T")],
    types=ANY,
    attrs=[("fast", True)],
    infer=_infer,
    kernel=_kernel,
    gradient=_gradient,
    doc="Solves equations in the sense of least squares.",
)


@public("matrix_solve_ls", "linalg.lstsq")
@named("matrix_solve_ls")
def matrix_solve_ls(matrix, rhs, l2_regularizer=0.0, fast=True, name=None):
    """Solves equations in the sense of least squares.

    Args:
      matrix: float or complex tensor of shape `[..., m, n]`.
      rhs: tensor of its dtype, shape `[..., m, k]`.
      l2_regularizer: float, what large solutions cost: the sum of squares of
        `matrix x - rhs` plus l2_regularizer times that of x is the least. Of all solutions, where
        it is 0, x is the smallest.
      fast: whether to factor `matrix^H matrix` (or `matrix matrix^H`), which must be well
        conditioned. If not, any matrix will do, and l2_regularizer is ignored, as by TensorFlow;
        that has no gradient.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., n, k]`.

    Raises:
      InvalidArgumentError: the shapes do not fit, or a matrix has not full rank where fast.
      NotImplementedError: matrix is complex128 and l2_regularizer is not 0.
      ValueError: the gradient of what is not fast is asked for.

    Example:
      >>> tf.linalg.lstsq([[1.0], [1.0]], [[1.0], [3.0]]).numpy().tolist()
      [[2.0]]
    """
    matrix = convert(matrix)
    if matrix.dtype is dtypes.complex128 and l2_regularizer != 0:
        raise NotImplementedError(
            "matrix_solve_ls is currently disabled for complex128 and l2_regularizer != 0 due to "
            "poor accuracy."
        )
    given = hasattr(l2_regularizer, "dtype")  # a number is not rounded to float32
    l2_regularizer = convert(l2_regularizer, None if given else dtypes.float64)
    l2_regularizer = api.cast(l2_regularizer, dtypes.float64)
    return _solve(matrix, convert(rhs, matrix.dtype), l2_regularizer, fast=fast)
