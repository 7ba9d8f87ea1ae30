"""Sample rows of decompositions, equations and functions of matrices: host ops, by NumPy."""

import importlib

import numpy as np
import scipy.linalg
from samples import COMPLEX, A, E, Sample, V

from zeal.errors import FailedPreconditionError
from zeal.errors import InvalidArgumentError as Invalid

for _module in (
    "cholesky", "cross", "eigen", "least_squares", "matrix_functions", "qr", "svd", "tridiagonal",
):
    importlib.import_module(f"zeal.ops.linalg.{_module}")

NAN = [[np.nan, 1.0], [1.0, 2.0]]
SINGULAR = [[1.0, 2.0], [2.0, 4.0]]


def h(x):
    return np.conj(np.swapaxes(x, -1, -2))


def positive(*batch, n=3, dtype="float64"):
    """Self-adjoint positive definite matrices."""
    rng = np.random.default_rng(5)
    x = rng.uniform(-1, 1, (*batch, n, n))
    if dtype in COMPLEX:
        x = x + 1j * rng.uniform(-1, 1, x.shape)
    return V((x @ h(x) + 2 * np.eye(n)).astype(dtype), dtype)


def strong(*shape):
    """Matrices with a diagonal of about 4: none is near a singular one."""
    return V(np.random.default_rng(6).uniform(-1, 1, shape) + 4 * np.eye(*shape[-2:]), "float64")


def errors_of_shape(op, *rest):
    return [
        E([A((2, 3)), *rest], {}, Invalid, "must be square"),
        E([A((2, 3)), *rest], {}, Invalid, "Dimensions must be equal, but are 2 and 3"),
        E([A((3,)), *rest], {}, Invalid, "must have rank >= 2, got 1"),
    ]


def near(got, want, tol=1.0, like=None):
    wide = (got if like is None else like).dtype in (np.float64, np.complex128)
    np.testing.assert_allclose(got, want, rtol=0, atol=tol * (1e-11 if wide else 2e-5))


def check_qr(outs, inputs):
    (q, r), (a,) = outs, inputs
    near(q @ r, a)
    near(h(q) @ q, np.broadcast_to(np.eye(q.shape[-1]), (*q.shape[:-2], *q.shape[-1:] * 2)))
    assert not np.tril(r, -1).any()
    want = np.linalg.qr(a, "complete" if q.shape[-2] == q.shape[-1] else "reduced")
    near(np.diagonal(r, 0, -2, -1), np.diagonal(want[1], 0, -2, -1))  # the signs of Householder's


def check_svd(outs, inputs):
    (s, u, v), (a,) = outs, inputs
    k = s.shape[-1]
    near((u[..., :k] * s[..., None, :]) @ h(v[..., :k]), a)
    near(s, np.linalg.svd(a, compute_uv=False))
    for x in (u, v):
        near(h(x) @ x, np.broadcast_to(np.eye(x.shape[-1]), (*x.shape[:-2], *x.shape[-1:] * 2)))


def check_eigen(outs, inputs):
    (e, v), (a,) = outs, inputs
    lower = np.tril(a, -1)
    whole = lower + h(lower) + np.eye(a.shape[-1]) * np.diagonal(a, 0, -2, -1)[..., None, :].real
    near(e, np.linalg.eigvalsh(whole), 4)
    near(whole @ v, v * e[..., None, :], 4, a)


def check_values(outs, inputs):
    near(outs[0], np.linalg.eigvalsh(inputs[0]), 4)
    assert outs[1].shape == (0,)


def check_lu(outs, inputs):
    (lu, p), (a,) = outs, inputs
    n = a.shape[-1]
    near((np.tril(lu, -1) + np.eye(n)) @ np.triu(lu), np.take_along_axis(a, p[..., None], -2), 1, a)
    assert (np.abs(np.tril(lu, -1)) <= 1.0 + 1e-6).all() or np.iscomplexobj(a)


def solve(a, b, adjoint=False):
    return np.linalg.solve(h(a) if adjoint else a, b)


def triangular(a, b, lower=True, adjoint=False):
    return solve(np.tril(a) if lower else np.triu(a), b, adjoint)


def least_squares(a, b, l2_regularizer, fast=True):
    if not fast:
        return np.linalg.pinv(a) @ b
    if a.shape[-2] >= a.shape[-1]:
        return np.linalg.solve(h(a) @ a + l2_regularizer * np.eye(a.shape[-1]), h(a) @ b)
    return h(a) @ np.linalg.solve(a @ h(a) + l2_regularizer * np.eye(a.shape[-2]), b)


def each(function):
    def ref(a):
        n = a.shape[-1]
        out = np.zeros_like(a)
        out.reshape(-1, n, n)[:] = [function(m) for m in a.reshape(-1, n, n)]
        return out

    return ref


def from_diagonals(d):
    out = np.zeros((*d.shape[:-2], d.shape[-1], d.shape[-1]), d.dtype)
    i = np.arange(d.shape[-1])
    out[..., i, i] = d[..., 1, :]
    out[..., i[:-1], i[1:]] = d[..., 0, :-1]
    out[..., i[1:], i[:-1]] = d[..., 2, 1:]
    return out


def tridiagonal_product(above, main, below, rhs):
    return from_diagonals(np.concatenate([above, main, below], -2)) @ rhs


def tridiagonal_solution(d, rhs, partial_pivoting=True):
    return np.linalg.solve(from_diagonals(d), rhs)


def cholesky_grad(l, grad):
    middle = np.tril(l.T @ np.tril(grad))
    middle -= 0.5 * np.diag(np.diag(middle))
    inverse = np.linalg.inv(l)
    whole = inverse.T @ middle @ inverse
    return 0.5 * (whole + whole.T)


ALL = ("float32", "float64", *COMPLEX)
ROWS = [
    # --- cholesky.py, which reads lower triangles: tests of gradients are in test_linalg.py ---
    *[Sample("Cholesky", [positive(2, dtype=d)], np.linalg.cholesky, tol=20, grad=(), name=d) for d in ALL],
    Sample("Cholesky", [A((0, 0))], lambda a: a, grad=(), name="empty", errors=[
        *errors_of_shape("Cholesky"),
        E([V(SINGULAR, "float32")], {}, Invalid, "Cholesky decomposition was not successful. The input might not be valid."),
        E([V([[1.0, 2.0], [2.0, 1.0]], "float32")], {}, Invalid, "Cholesky decomposition was not successful")]),
    Sample("Cholesky", [A((2, 0, 0))], lambda a: a, grad=(), name="empty-batch"),
    Sample("Cholesky", [V([NAN, [[4.0, 2.0], [2.0, 5.0]]], "float32")],
           lambda a: np.array([[[np.nan, 0], [np.nan, np.nan]], [[2.0, 0.0], [1.0, 2.0]]]), grad=(), name="nan"),
    # [[2, 0], [1, 3]] and [[1, 7], [2, 3]] give [[0.125, 0.25], [0.25, 0.5]] in TensorFlow 1.15.
    Sample("CholeskyGrad", [V([[2.0, 0.0], [1.0, 3.0]], "float32"), V([[1.0, 7.0], [2.0, 3.0]], "float32")],
           lambda l, g: np.array([[0.125, 0.25], [0.25, 0.5]]), name="recorded"),
    Sample("CholeskyGrad", [V([[2.0, 0, 0], [1, 3, 0], [2, 1, 4]], "float64"), A((3, 3), dtype="float64")], cholesky_grad, tol=20),
    # --- triangular.py ---
    *[Sample("MatrixTriangularSolve", [V(np.asarray(strong(2, 3, 3).value), d), A((2, 3, 2), dtype=d)], triangular,
             {"lower": lower, "adjoint": adjoint}, tol=40, grad=(0, 1), name=f"{d}-{lower:d}{adjoint:d}")
      for d in ("float32", "float64") for lower in (False, True) for adjoint in (False, True)],
    Sample("MatrixTriangularSolve", [strong(40, 40), A((40, 2), dtype="float64")], triangular, tol=40, grad=(), name="halved"),
    Sample("MatrixTriangularSolve", [strong(40, 40), A((40, 2), dtype="float64")], triangular, {"lower": False}, tol=40, grad=(), name="halved-upper"),
    Sample("MatrixTriangularSolve", [A((0, 0)), A((0, 2))], triangular, grad=(), name="empty", errors=[
        *errors_of_shape("MatrixTriangularSolve", A((2, 2))),
        E([V([[0.0, 0.0], [1.0, 1.0]], "float32"), A((2, 2))], {}, Invalid, "Input matrix is not invertible."),
        E([V(NAN, "float32"), A((2, 2))], {}, Invalid, "Input matrix is not invertible."),
        E([A((2, 2)), A((3, 2))], {}, Invalid, "Dimensions must be equal"),
        E([A((2, 2, 2)), A((2, 2))], {}, Invalid, "Dimensions must be equal: batch sizes differ: matrix is [2,2,2]")]),
    # --- solve.py ---
    *[Sample("MatrixSolve", [A((2, 3, 3), 0.5, 4.0), A((2, 3, 2))], solve, {"adjoint": adjoint}, tol=2000, grad_tol=200,
             name=f"{adjoint:d}") for adjoint in (False, True)],
    Sample("MatrixSolve", [A((0, 0)), A((0, 2))], solve, grad=(), name="empty", errors=[
        *errors_of_shape("MatrixSolve", A((2, 2))),
        E([V(SINGULAR, "float32"), A((2, 2))], {}, Invalid, "Input matrix is not invertible."),
        E([V(NAN, "float32"), A((2, 2))], {}, Invalid, "Input matrix is not invertible.")]),
    Sample("MatrixSolve", [strong(2, 2), A((2, 0), dtype="float64")], solve, grad=(), name="no-columns"),
    # --- inverse.py ---
    *[Sample("MatrixInverse", [A((2, 3, 3), 0.5, 4.0)], lambda a, adjoint: np.linalg.inv(h(a) if adjoint else a),
             {"adjoint": adjoint}, tol=2000, grad_tol=200, name=f"{adjoint:d}") for adjoint in (False, True)],
    Sample("MatrixInverse", [A((2, 0, 0))], lambda a: a, grad=(), name="empty", errors=[
        *errors_of_shape("MatrixInverse"),
        E([V(SINGULAR, "float32")], {}, Invalid, "Input is not invertible."),
        E([V(NAN, "float32")], {}, Invalid, "Input is not invertible.")]),
    # --- determinant.py ---
    Sample("MatrixDeterminant", [A((2, 3, 3))], np.linalg.det, tol=100, grad_tol=10, errors=errors_of_shape("MatrixDeterminant")),
    Sample("MatrixDeterminant", [A((2, 0, 0))], np.linalg.det, grad=(), name="empty"),
    Sample("LogMatrixDeterminant", [A((2, 3, 3))], lambda a: tuple(x.astype(a.dtype) for x in np.linalg.slogdet(a)), tol=200,
           grad_tol=20, errors=errors_of_shape("LogMatrixDeterminant")),
    Sample("LogMatrixDeterminant", [V([SINGULAR, [[0.0, 1.0], [1.0, 0.0]]], "float32")], np.linalg.slogdet, grad=(), name="singular"),
    # --- eigen.py, which reads lower triangles ---
    *[Sample("SelfAdjointEigV2", [positive(2, dtype=d)], check=check_eigen, grad=(), name=d) for d in ALL],
    *[Sample("SelfAdjointEigV2", [positive(2, dtype=d)], attrs={"compute_v": False}, check=check_values, grad=(), name=f"{d}-values") for d in ALL],
    Sample("SelfAdjointEigV2", [A((2, 3, 3))], check=check_eigen, grad=(), name="lower"),
    Sample("SelfAdjointEigV2", [A((0, 0))], lambda a: (np.zeros(0, a.dtype), a), grad=(), name="empty", errors=[
        *errors_of_shape("SelfAdjointEigV2"),
        E([V(NAN, "float32")], {}, Invalid, "Self-adjoint eigen decomposition was not successful. The input might not be valid.")]),
    # --- qr.py ---
    *[Sample("Qr", [A((2, m, n))], attrs={"full_matrices": full}, check=check_qr, grad_tol=10, name=f"{m}x{n}-{full:d}",
             grad=None if m <= n or not full else ())
      for m, n in ((3, 3), (4, 2), (2, 4)) for full in (False, True)],
    Sample("Qr", [A((0, 0))], lambda a: (a, a), grad=(), name="empty",
           errors=[E([A((3,))], {}, Invalid, "must have rank >= 2, got 1")]),
    # --- svd.py: gradients of real vectors; the phases of complex ones are free ---
    *[Sample("Svd", [A((2, m, n))], check=check_svd, attrs={"full_matrices": full}, grad=(), name=f"{m}x{n}-{full:d}")
      for m, n in ((3, 3), (4, 2), (2, 4)) for full in (False, True)],
    *[Sample("Svd", [A((m, n))], check=check_svd, attrs={"full_matrices": full}, grad_tol=40, dtypes=["float64"], name=f"{m}x{n}-{full:d}-gradient")
      for m, n, full in ((2, 2, False), (3, 2, False), (2, 4, False), (3, 2, True), (2, 3, True))],
    Sample("Svd", [A((2, 3, 2))], lambda a, **_: (np.linalg.svd(a, compute_uv=False).astype(a.dtype), a.ravel()[:0], a.ravel()[:0]),
           {"compute_uv": False}, tol=10, grad_tol=40, name="values"),
    Sample("Svd", [A((0, 3))], lambda a: (np.zeros(0, a.dtype), np.zeros((0, 0), a.dtype), np.zeros((3, 0), a.dtype)), grad=(), name="empty",
           errors=[E([A((3,))], {}, Invalid, "must have rank >= 2, got 1"), E([V(NAN, "float32")], {}, Invalid, "did not converge")]),
    # --- lu.py ---
    Sample("Lu", [A((2, 3, 3))], check=check_lu, grad_tol=200, errors=[
        *errors_of_shape("Lu"), E([V(SINGULAR, "float32")], {}, Invalid, "Input is not invertible."),
        E([V(NAN, "float32")], {}, Invalid, "Input is not invertible.")]),
    Sample("Lu", [strong(30, 30)], check=check_lu, grad=(), name="halved"),
    Sample("Lu", [A((2, 0, 0))], lambda a: (a, np.zeros((2, 0), np.int32)), grad=(), name="empty"),
    # --- least_squares.py ---
    *[Sample("MatrixSolveLs", [V(np.asarray(strong(2, m, n).value), d), A((2, m, 2), dtype=d), V(0.25, "float64")], least_squares, {"fast": fast},
             tol=100, grad=(0, 1) if fast else (), grad_tol=10, name=f"{m}x{n}-{d}-{fast:d}")
      for m, n in ((3, 3), (4, 2), (2, 4)) for d in ("float32", "float64") for fast in (False, True)],
    Sample("MatrixSolveLs", [strong(3, 2), A((3, 2), dtype="float64"), V(0.0, "float64")], least_squares, tol=100, grad=(), name="errors", errors=[
        E([V(SINGULAR, "float32"), A((2, 2)), V(0.0, "float64")], {}, Invalid, "Cholesky decomposition was not successful"),
        E([V(NAN, "float32"), A((2, 2)), V(0.0, "float64")], {"fast": False}, Invalid, "SVD did not converge"),
        E([A((3, 2)), A((2, 2)), V(0.0, "float64")], {}, Invalid, "Dimensions must be equal: rows are [3] and [2]")]),
    # --- matrix_functions.py ---
    Sample("MatrixExponential", [A((2, 3, 3))], each(scipy.linalg.expm), tol=60, grad_tol=20, errors=errors_of_shape("MatrixExponential")),
    Sample("MatrixExponential", [V([[[-30.0, 10.0], [3.0, 20.0]], [[0.1, 0.0], [0.0, 0.0]]], "float64")], each(scipy.linalg.expm), tol=100, name="large"),
    Sample("MatrixExponential", [A((2, 0, 0))], lambda a: a, grad=(), name="empty"),
    Sample("MatrixLogarithm", [V(np.asarray(strong(2, 3, 3).value, "complex64"), "complex64")], each(scipy.linalg.logm), tol=20),
    Sample("MatrixLogarithm", [A((2, 3, 3), 0.5, 2.0)], lambda a: each(scipy.linalg.logm)(a), dtypes=["complex128"], tol=1000),
    Sample("MatrixSquareRoot", [strong(2, 3, 3)], each(scipy.linalg.sqrtm), tol=20, errors=errors_of_shape("MatrixSquareRoot")),
    Sample("MatrixSquareRoot", [positive(dtype="complex128")], scipy.linalg.sqrtm, tol=20, name="complex", grad=(0,)),
    Sample("MatrixSquareRoot", [V([[-1.0, 0.0], [0.0, 4.0]], "float32")], lambda a: np.full((2, 2), np.nan), grad=(), name="not-real"),
    Sample("MatrixSquareRoot", [V([NAN, [[4.0, 0.0], [0.0, 9.0]]], "float32")],
           lambda a: np.array([[[np.nan] * 2] * 2, [[2.0, 0.0], [0.0, 3.0]]]), tol=4, grad=(), name="nan"),
    # --- tridiagonal.py ---
    Sample("TridiagonalMatMul", [*[A((2, 1, 4)) for _ in range(3)], A((2, 4, 2))], tridiagonal_product, tol=20, errors=[
        E([A((1, 3)), A((1, 2)), A((1, 2)), A((2, 2))], {}, Invalid, "Invalid superdiagonal shape.")]),
    *[Sample("TridiagonalSolve", [V(np.random.default_rng(1).uniform(-1, 1, (2, 3, 4)) + [[0], [3], [0]], d), A((2, 4, 2), dtype=d)],
             tridiagonal_solution, {"partial_pivoting": pivoting}, tol=40, grad=(0, 1), name=f"{d}-{pivoting:d}")
      for d in ("float32", "float64") for pivoting in (False, True)],
    Sample("TridiagonalSolve", [A((2, 3, 5)), A((2, 5, 2))], tridiagonal_solution, tol=2000, grad=(), name="pivots", errors=[
        E([V([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]], "float32"), A((2, 1))], {}, Invalid, "The matrix is not invertible."),
        E([V([[1.0, 0.0], [0.0, 2.0], [0.0, 1.0]], "float32"), A((2, 1))], {"partial_pivoting": False}, Invalid,
          "The matrix is either not invertible, or requires pivoting. Try setting partial_pivoting = True."),
        E([A((3, 3)), A((2, 1))], {}, Invalid, "Dimensions must be equal")]),
    # --- cross.py ---
    Sample("Cross", [A((2, 3)), A((2, 3))], lambda a, b: np.cross(a, b).astype(a.dtype), tol=4, errors=[
        E([A((2,)), A((2,))], {}, FailedPreconditionError, "Cross-products are only defined for 3-element vectors."),
        E([A((3,)), A((1, 3))], {}, Invalid, "Both inputs must be of same shape"),
        E([A(()), A(())], {}, Invalid, "inputs must be at least 1-D")]),
]
