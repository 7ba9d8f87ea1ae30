"""tf.linalg's functions: gradients by matrices with symmetries, composites, names, three modes."""

import numpy as np
import pytest
from checker import GradientCheck

import zeal as tf
from zeal._native import api

RNG = np.random.default_rng(8)
REAL = RNG.uniform(-1, 1, (2, 3, 3))
COMPLEX = REAL + 1j * RNG.uniform(-1, 1, (2, 3, 3))
either = pytest.mark.parametrize("x", [REAL, COMPLEX], ids=["real", "complex"])


def gradients(function, *arrays, tol=None):
    check = GradientCheck(lambda xs: [*function(*xs)], list(arrays), tol)
    check.first()
    check.second()


def positive(x):
    """A positive definite matrix, which any x makes."""
    n = x.shape[-1].value
    return api.matmul(x, x, adjoint_b=True) + tf.eye(n, dtype=x.dtype)


@either
def test_gradients_of_cholesky(x):
    gradients(lambda x: [tf.cholesky(positive(x))], x, tol=4)
    gradients(lambda x: [tf.linalg.logdet(positive(x))], x, tol=4)
    gradients(lambda x, b: [tf.cholesky_solve(tf.cholesky(positive(x)), b)], x, x[..., :2], tol=4)


@either
def test_gradients_of_eigenvalues(x):
    gradients(lambda x: [tf.linalg.eigvalsh(positive(x))], x, tol=20)
    gradients(lambda x: [tf.linalg.eigh(positive(x))[0]], x, tol=20)


@either
def test_gradients_of_eigenvectors(x):
    """The phase of a vector is any, so what does not depend on it is differentiated."""

    def projections(x):
        e, v = tf.linalg.eigh(positive(x))
        return [api.matmul(v * tf.expand_dims(e**3.0, -2), v, adjoint_b=True), abs(v)]

    gradients(projections, x, tol=400)


@pytest.mark.parametrize(("m", "n"), [(3, 3), (3, 2), (2, 3)])
@either
def test_gradients_of_singular_vectors(x, m, n):
    def projections(x):
        s, u, v = tf.svd(x)
        s = tf.cast(tf.expand_dims(s**2.0, -2), u.dtype)
        return [api.matmul(u * s, v, adjoint_b=True), abs(u), abs(v)]

    gradients(projections, x[:, :m, :n], tol=400)


def test_gradients_of_pseudo_inverses():
    gradients(lambda x: [tf.linalg.pinv(x)], REAL[:, :2], tol=400)


@pytest.mark.parametrize(("m", "n"), [(3, 2), (2, 3)])
@pytest.mark.parametrize("l2", [0.0, 0.5])
def test_least_squares(m, n, l2):
    a, b = REAL[:, :m, :n], REAL[:, :m, :1]
    whole = np.concatenate([a, np.sqrt(l2) * np.broadcast_to(np.eye(n), (2, n, n))], -2)
    longer = np.concatenate([b, np.zeros((2, n, 1))], -2)
    pairs = zip(whole, longer, strict=True)
    want = np.stack([np.linalg.lstsq(x, y, rcond=None)[0] for x, y in pairs])
    np.testing.assert_allclose(tf.linalg.lstsq(a, b, l2).numpy(), want, atol=1e-9)
    gradients(lambda a, b: [tf.linalg.lstsq(a, b, l2)], a, b, tol=100)
    exact = np.linalg.pinv(a) @ b
    np.testing.assert_allclose(tf.linalg.lstsq(a, b, fast=False).numpy(), exact, atol=1e-9)


def test_least_squares_that_are_not_there():
    with pytest.raises(NotImplementedError, match="disabled for complex128"):
        tf.linalg.lstsq(COMPLEX, COMPLEX, 0.5)
    with tf.GradientTape() as tape:
        x = tf.constant(REAL)
        tape.watch(x)
        y = tf.linalg.lstsq(x, x, fast=False)
    with pytest.raises(ValueError, match="Gradient not defined for fast=False"):
        tape.gradient(y, x)


def test_ranks_and_pseudo_inverses():
    a = REAL[:, :, :2] @ REAL[:, :2, :]
    assert tf.linalg.matrix_rank(a).numpy().tolist() == [2, 2]
    assert tf.linalg.matrix_rank(a, tol=100.0).numpy().tolist() == [0, 0]
    np.testing.assert_allclose(tf.linalg.pinv(a).numpy(), np.linalg.pinv(a), atol=1e-9)
    np.testing.assert_allclose(
        tf.linalg.pinv(a, [10.0, 1e-9]).numpy()[0], np.zeros((3, 3)), atol=1e-12
    )
    for f in (tf.linalg.pinv, tf.linalg.matrix_rank):
        with pytest.raises(TypeError, match="must have `float`-like `dtype`"):
            f([[1, 2]])
        with pytest.raises(ValueError, match="at least 2 dimensions"):
            f([1.0, 2.0])


def test_formats_of_tridiagonal_matrices():
    diagonals = RNG.uniform(-1, 1, (2, 3, 4)) + np.array([[0], [3], [0]])
    whole = np.stack(
        [np.diag(d[0, :-1], 1) + np.diag(d[1]) + np.diag(d[2, 1:], -1) for d in diagonals]
    )
    rhs = RNG.uniform(-1, 1, (2, 4, 2)) + 0j
    solve, matmul = tf.linalg.tridiagonal_solve, tf.linalg.tridiagonal_matmul
    parts = [diagonals[:, i] for i in range(3)]
    short = [parts[0][:, :-1], parts[1], parts[2][:, 1:]]
    want = np.linalg.solve(whole, rhs.real)
    for given, name in (
        (diagonals, "compact"), (parts, "sequence"), (short, "sequence"), (whole, "matrix"),
    ):  # fmt: skip
        np.testing.assert_allclose(solve(given, rhs.real, name).numpy(), want, atol=1e-12)
        if given is not short:
            product = matmul(given, rhs.real, name).numpy()
            np.testing.assert_allclose(product, whole @ rhs.real, atol=1e-12)
    vector = solve(diagonals, rhs.real[..., 0]).numpy()
    np.testing.assert_allclose(vector, want[..., 0], atol=1e-12)
    turned = solve(diagonals + 0j, rhs.swapaxes(-1, -2), transpose_rhs=True, conjugate_rhs=True)
    np.testing.assert_allclose(turned.numpy(), want.swapaxes(-1, -2), atol=1e-12)


@pytest.mark.parametrize(("arguments", "text"), [
    (([[1.0], [2.0]], [1.0]), "Expected 3 diagonals got 2"),
    (([1.0], [1.0]), "Expected diagonals to have rank at least 2, got 1"),
    (([[1.0]] * 3, [[[1.0]]]), "Expected the rank of rhs to be 1 or 2, got 3"),
    (([[1.0]] * 3, [1.0], "dense"), "Unrecognized diagonals_format: dense"),
    (([[1.0]] * 2, [1.0], "sequence"), "sequence of length 3"),
])  # fmt: skip
def test_wrong_tridiagonal_matrices(arguments, text):
    with pytest.raises(ValueError, match=text):
        tf.linalg.tridiagonal_solve(*arguments)


def test_phases_that_do_not_matter():
    """The gradient of the sign of a complex determinant, which is no constant."""
    gradients(lambda x: [*tf.linalg.slogdet(x)], COMPLEX, tol=10)


# Values of TensorFlow 1.15.
def test_recorded_values():
    a = tf.constant([[1.0, 2.0], [2.0, 1.0]])
    q, r = tf.qr(tf.constant([[1.0, 2.0], [2.0, 4.0]]))
    np.testing.assert_allclose(q.numpy(), [[-0.4472136, -0.8944272], [-0.8944272, 0.4472136]], 1e-6)
    np.testing.assert_allclose(r.numpy(), [[-2.236068, -4.472136], [0, 0]], 1e-6, 1e-6)
    assert tf.linalg.det(a).numpy() == -3.0
    assert [x.numpy() for x in tf.linalg.slogdet(a)] == [-1.0, np.float32(1.0986123)]
    lu = tf.linalg.lu(a, output_idx_type=tf.int64)
    assert (lu.lu.numpy().tolist(), lu.p.dtype) == ([[2.0, 1.0], [0.5, 1.5]], tf.int64)
    assert tf.linalg.lu(a).p.numpy().tolist() == [1, 0]
    e, _ = tf.self_adjoint_eig(a)
    np.testing.assert_allclose(e.numpy(), [-1, 3], 1e-6)
    np.testing.assert_allclose(
        tf.linalg.expm(a).numpy(), [[10.226708, 9.8588285], [9.858829, 10.226708]], 1e-6
    )
    assert tf.linalg.expm(tf.zeros([0, 0])).shape == (0, 0)
    with pytest.raises(ValueError, match="tf.linalg.expm does not support matrices of type"):
        tf.linalg.expm([[1]])


FUNCTIONS = {
    "Cholesky": lambda x: tf.cholesky(x),
    "MatrixInverse": lambda x: tf.matrix_inverse(x),
    "MatrixDeterminant": lambda x: tf.matrix_determinant(x),
    "LogMatrixDeterminant": lambda x: tf.linalg.slogdet(x)[1],
    "SelfAdjointEigV2": lambda x: tf.self_adjoint_eig(x)[0],
    "SelfAdjointEigV2 ": lambda x: tf.self_adjoint_eigvals(x),
    "Qr": lambda x: tf.qr(x)[1],
    "Lu": lambda x: tf.linalg.lu(x)[0],
    "MatrixSolve": lambda x: tf.matrix_solve(x, x),
    "MatrixTriangularSolve": lambda x: tf.matrix_triangular_solve(x, x),
    "MatrixSquareRoot": lambda x: tf.linalg.sqrtm(x),
    "cholesky_solve/MatrixTriangularSolve_1": lambda x: tf.cholesky_solve(x, x),
    "logdet/mul": lambda x: tf.linalg.logdet(x),
    "matrix_solve_ls": lambda x: tf.matrix_solve_ls(x, x),
    "pinv/MatMul": lambda x: tf.linalg.pinv(x),
    "matrix_rank/Sum": lambda x: tf.linalg.matrix_rank(x),
    "MatrixExponential": lambda x: tf.linalg.expm(x),
    "Svd": lambda x: tf.svd(x, compute_uv=False),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("shape", [[2, 3, 3], [None, None, None], None])
def test_in_graphs(name, shape):
    """The same values and gradients eagerly, in sessions, and in traced functions."""
    function, value = FUNCTIONS[name], REAL @ REAL.swapaxes(-1, -2) + np.eye(3)
    differentiable = name != "matrix_rank/Sum"
    with tf.GradientTape() as tape:
        x = tf.constant(value)
        tape.watch(x)
        y = function(x)
    traced = tf.function(function, input_signature=[tf.TensorSpec(shape, tf.float64)])
    np.testing.assert_array_equal(traced(value).numpy(), y.numpy())
    with tf.Graph().as_default(), tf.Session() as session:
        fed = tf.placeholder(tf.float64, shape)
        out = function(fed)
        assert out.op.name.startswith(name.strip())
        np.testing.assert_array_equal(session.run(out, {fed: value}), y.numpy())
        if not differentiable:
            return
        known = shape and None not in shape
        if not known and name in ("Qr", "matrix_solve_ls", "pinv/MatMul"):
            with pytest.raises(NotImplementedError):
                tf.gradients(out, fed)
            return
        (found,) = session.run(tf.gradients(out, fed), {fed: value})
    np.testing.assert_allclose(found, tape.gradient(y, x).numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("batch", [[], [2], [2, 3]])
def test_eye_of_sizes_that_are_fed(batch):
    with tf.Graph().as_default(), tf.Session() as session:
        rows, columns, sizes = (tf.placeholder(tf.int32) for _ in range(3))
        out = tf.eye(rows, columns, batch_shape=sizes)
        got = session.run(out, {rows: 2, columns: 3, sizes: batch})
    np.testing.assert_array_equal(got, np.broadcast_to(np.eye(2, 3), [*batch, 2, 3]))


@pytest.mark.parametrize("a, b, axes", [
    ((2, 3, 4), (4, 3, 5), [[1, 2], [1, 0]]), ((2, 3), (3,), [1, 0]), ((2,), (3,), [[], []]),
    ((0, 3), (3, 2), [[-1], [0]]), ((2, 3), (2, 3), [[0, 1], [-2, -1]]),
])  # fmt: skip
def test_tensordot_over_axes_of_the_run(a, b, axes):
    random = np.random.RandomState(0)
    a, b, axes = random.randn(*a), random.randn(*b), np.array(axes, np.int32)
    with tf.Graph().as_default(), tf.Session() as session:
        told, (x, y) = tf.placeholder(tf.int32), (tf.placeholder(tf.float64) for _ in range(2))
        feeds = {told: axes, x: a, y: b}
        for product in (tf.tensordot(a, b, told), tf.tensordot(x, y, told)):
            found = session.run(product, feeds)
            np.testing.assert_allclose(found, np.tensordot(a, b, axes.tolist()), rtol=1e-12)
        gradients = session.run(tf.gradients(tf.tensordot(x, y, told), [x, y]), feeds)
        assert [g.shape for g in gradients] == [a.shape, b.shape]
