"""tf.contrib.solvers beside NumPy: eagerly, traced and in graphs."""

import numpy as np
import pytest

import zeal as tf

solvers = tf.contrib.solvers
RNG = np.random.RandomState(3)
A = RNG.randn(6, 4)
SPD = A.T @ A + np.eye(4)
B = RNG.randn(4)


def in_graph(function, *arrays):
    with tf.Graph().as_default(), tf.Session() as session:
        fed = [tf.placeholder(tf.float64) for _ in arrays]
        return session.run(function(*fed), dict(zip(fed, arrays, strict=True)))


def eager(function, *arrays):
    return tf.nest.map_structure(lambda t: t.numpy(), function(*arrays))


def traced(function, *arrays):
    return eager(tf.function(function), *map(tf.constant, arrays))


MODES = pytest.mark.parametrize("run", [eager, traced, in_graph])


@MODES
@pytest.mark.parametrize("jacobi", [False, True])
def test_conjugate_gradient(run, jacobi):
    def solve(a, b, m):
        preconditioner = solvers.util.create_operator(m) if jacobi else None
        return solvers.linear_equations.conjugate_gradient(
            solvers.util.create_operator(a), b, preconditioner, tol=1e-12, max_iter=9
        )

    found = run(solve, SPD, B, np.diag(1 / np.diag(SPD)))
    np.testing.assert_allclose(found.x, np.linalg.solve(SPD, B), rtol=1e-9)
    np.testing.assert_allclose(found.r, B - SPD @ found.x, atol=1e-10)
    assert found.i <= 5


def test_conjugate_gradient_begins_at_x_and_stops_at_max_iter():
    operator = solvers.util.create_operator(SPD)
    x = np.linalg.solve(SPD, B)
    solve = solvers.linear_equations.conjugate_gradient
    assert int(solve(operator, B, x=x + 1e-3, max_iter=1, tol=0.0).i) == 1
    near = solve(operator, B, solvers.util.identity_operator(SPD), x=x + 1e-3, tol=1e-9)
    np.testing.assert_allclose(near.x.numpy(), x, rtol=1e-7)


@MODES
def test_least_squares(run):
    rhs = RNG.randn(6)

    def solve(a, b):
        return solvers.least_squares.cgls(solvers.util.create_operator(a), b, 1e-12)

    found = run(solve, A, rhs)
    np.testing.assert_allclose(found.x, np.linalg.lstsq(A, rhs, None)[0], rtol=1e-8)
    np.testing.assert_allclose(found.r, rhs - A @ found.x, atol=1e-10)


@MODES
@pytest.mark.parametrize("orthogonalize", [True, False])
def test_lanczos(run, orthogonalize):
    lanczos = solvers.lanczos

    def both_sides(a):
        d = lanczos.lanczos_bidiag(solvers.util.create_operator(a), 3, orthogonalize)
        left = tf.matmul(a, d.v), lanczos.bidiag_matmul(d.u, d.alpha, d.beta)
        adjoint = tf.matmul(a, d.u[:, :-1], adjoint_a=True)
        return d, left, (adjoint, lanczos.bidiag_matmul(d.v, d.alpha, d.beta, adjoint_b=True))

    d, *pairs = run(both_sides, A)
    for found, expected in pairs:
        np.testing.assert_allclose(found, expected, atol=1e-12)
    assert d.u.shape == (6, 4) and d.v.shape == (4, 3) and d.alpha.shape == d.beta.shape == (3,)
    np.testing.assert_allclose(d.u.T @ d.u, np.eye(4), atol=1e-9)
    np.testing.assert_allclose(d.v.T @ d.v, np.eye(3), atol=1e-9)


def test_lanczos_in_an_invariant_subspace_has_zeros():
    d = solvers.lanczos.lanczos_bidiag(
        solvers.util.create_operator(np.eye(3)), 2, starting_vector=np.array([1.0, 0, 0])
    )
    assert d.alpha.numpy().tolist() == [1, 0] and d.beta.numpy().tolist() == [0, 0]


def test_norms():
    norm = np.sqrt(30.0)
    v, found = solvers.util.l2normalize([1.0, 2.0, 3.0, 4.0])
    assert found.numpy() == pytest.approx(norm) and v.numpy()[3] == pytest.approx(4 / norm)
    assert solvers.util.dot([1j], [2j]).numpy() == 2
    assert solvers.util.create_operator(A).shape == [6, 4]
