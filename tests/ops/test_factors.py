"""Tests of native/ops/linalg: factors in blocks, batches on threads, against NumPy and SciPy."""

import numpy as np
import pytest
import scipy.linalg
from same_bits import same_bits

import zeal as tf

DTYPES = ("float32", "float64", "complex64", "complex128")
SIZES = (1, 2, 31, 32, 33, 64, 65, 130)  # about the blocks' edges


def matrices(n, dtype, batch=(2,), columns=None):
    """Random matrices that are far from singular; with `columns` others."""
    random = np.random.default_rng(n)
    shape = (*batch, n, n if columns is None else columns)
    x = random.normal(size=shape)
    if dtype.startswith("complex"):
        x = x + 1j * random.normal(size=shape)
    if columns is None:
        x = x + 3 * np.sqrt(n) * np.eye(n)
    return x.astype(dtype)


def adjoint(x):
    return np.conj(np.swapaxes(x, -1, -2))


def near(got, want, like, scale=None):
    scale = np.abs(want).max() if scale is None else scale
    type_ = np.finfo(like.dtype)
    atol = 400 * type_.eps * scale + 100 * type_.smallest_subnormal
    np.testing.assert_allclose(got, want, rtol=0, atol=atol)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", SIZES)
def test_cholesky(n, dtype):
    a = matrices(n, dtype)
    a = a @ adjoint(a)
    upper_is_not_read = np.tril(a) + np.triu(np.full_like(a, np.nan), 1)
    found = tf.cholesky(upper_is_not_read).numpy()
    assert not np.triu(found, 1).any()
    near(found, np.linalg.cholesky(a), a)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", SIZES)
def test_equations(n, dtype):
    a, b = matrices(n, dtype)[:, ::-1], matrices(n, dtype, columns=3)  # rows must be swapped
    near(tf.linalg.solve(a, b).numpy(), np.linalg.solve(a, b), a)
    near(tf.linalg.solve(a, b, adjoint=True).numpy(), np.linalg.solve(adjoint(a), b), a)
    near(tf.linalg.inv(a).numpy(), np.linalg.inv(a), a)
    near(tf.linalg.inv(a, adjoint=True).numpy(), np.linalg.inv(adjoint(a)), a)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", SIZES)
def test_triangles(n, dtype):
    a, b = matrices(n, dtype, batch=()), matrices(n, dtype, batch=(), columns=3)
    for lower in (True, False):
        for trans in (False, True):
            found = tf.linalg.triangular_solve(a, b, lower=lower, adjoint=trans).numpy()
            want = scipy.linalg.solve_triangular(a, b, trans=2 * trans, lower=lower)
            near(found, want, a)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", SIZES)
def test_lu_and_determinants(n, dtype):
    a = matrices(n, dtype)[:, ::-1]
    lu, p = (x.numpy() for x in tf.linalg.lu(a))
    lower, upper = np.tril(lu, -1) + np.eye(n, dtype=dtype), np.triu(lu)
    near(lower @ upper, np.take_along_axis(a, p[..., None], axis=-2), a)
    assert (np.abs(lower) < 1 + 1e-5).all()  # the largest of each column was taken
    sign, log = np.linalg.slogdet(a.astype("complex128" if "complex" in dtype else "float64"))
    got_sign, got_log = (x.numpy() for x in tf.linalg.slogdet(a))
    near(got_sign, sign, a)
    near(got_log, log, a)
    if n < 3:
        near(tf.linalg.det(a).numpy(), sign * np.exp(log), a)


def test_determinants_of_singular_matrices():
    a = np.stack([np.ones((3, 3)), np.diag([1.0, 0.0, np.nan]), np.diag([2.0, -1.0, 3.0])])
    np.testing.assert_array_equal(tf.linalg.det(a).numpy(), [0.0, np.nan, -6.0])
    sign, log = tf.linalg.slogdet(a)
    assert sign.numpy()[0] == 0 and log.numpy()[0] == -np.inf
    assert sign.numpy()[2] == -1 and log.numpy()[2] == pytest.approx(np.log(6))


@pytest.mark.parametrize("solve", [tf.linalg.inv, tf.linalg.lu, lambda a: tf.linalg.solve(a, a)])
def test_one_singular_matrix_of_a_batch_is_an_error(solve):
    a = matrices(40, "float32", batch=(3,))
    a[1, :, 5] = 0.0
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[3,40,40\] float32 is singular"):
        solve(a)


def test_the_bits_do_not_depend_on_threads():
    a, big = matrices(7, "float32", batch=(600,)), matrices(300, "float32", batch=())

    def run():
        return [
            tf.cholesky(a @ adjoint(a)).numpy(), tf.linalg.inv(a).numpy(), tf.linalg.det(a).numpy(),
            tf.cholesky(big @ adjoint(big)).numpy(), tf.linalg.inv(big).numpy(),
        ]  # fmt: skip

    same_bits(run)


@pytest.mark.parametrize(
    "call", [tf.cholesky, tf.linalg.inv, tf.linalg.det, tf.linalg.slogdet, tf.linalg.lu, tf.qr]
)
def test_words_of_graphs(call):
    with tf.Graph().as_default():
        match = "Shape must be at least rank 2 but is rank 1"
        with pytest.raises(ValueError, match=match):
            call(tf.placeholder(tf.float32, [3]))


def test_shapes_that_are_known_in_part():
    with tf.Graph().as_default():
        a, b = tf.placeholder(tf.float32, [None, 4, None]), tf.placeholder(tf.float32, [5, None, 2])
        assert tf.linalg.solve(a, b).shape.as_list() == [5, 4, 2]
        assert tf.linalg.inv(a).shape.as_list() == [None, 4, 4]
        assert tf.linalg.det(a).shape.as_list() == [None]
        assert tf.linalg.lu(a).p.shape.as_list() == [None, 4]
        unknown = tf.placeholder(tf.float32)
        assert tf.linalg.solve(unknown, b).shape.as_list() == [5, None, 2]
        assert tf.linalg.solve(a, unknown).shape.as_list() == [None, 4, None]
        assert tf.linalg.det(unknown).shape.ndims is None


SPECTRA = (
    (1, 1), (3, 3), (4, 2), (2, 5), (10, 10), (33, 20), (40, 40), (70, 70), (100, 3), (3, 300),
)  # fmt: skip
KINDS = (
    "random", "rank 1", "zero", "huge", "tiny", "denormal", "graded", "repeated", "ones",
    "one column",
)  # fmt: skip


def spectrum(kind, m, n, dtype):
    """Two matrices of a kind that decompositions find hard."""
    a = matrices(m, dtype, columns=n)
    if kind == "rank 1":
        a = a[:, :, :1] * a[:, :1, :]
    elif kind == "repeated":
        a[:, :, -1] = a[:, :, 0]
    elif kind == "one column":  # what is left of the others is but rounding
        a[:] = a[:, :, :1]
    elif kind == "ones":
        a[:] = 1
    elif kind == "graded":
        a = a * 10.0 ** -np.arange(n)
    else:
        reach = np.sqrt(np.finfo(dtype).max) * 1e4  # whose squares leave the range
        a = a * {
            "zero": 0,
            "huge": reach,
            "tiny": 1 / reach,
            "denormal": np.finfo(dtype).tiny / 30,
        }.get(kind, 1)
    return a.astype(dtype)


def check_orthonormal(x):
    epsilon = np.finfo(x.dtype).eps
    assert np.abs(adjoint(x) @ x - np.eye(x.shape[-1])).max() < 200 * epsilon


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_qr_and_svd(kind, dtype, full):
    for m, n in SPECTRA:
        a, k = spectrum(kind, m, n, dtype), min(m, n)
        q, r = (x.numpy() for x in tf.qr(a, full_matrices=full))
        check_orthonormal(q)
        near(q @ r, a, a)
        assert not np.tril(r, -1).any()
        s, u, v = (x.numpy() for x in tf.svd(a, full_matrices=full))
        check_orthonormal(u), check_orthonormal(v)
        near(u[..., :k] * s[:, None] @ adjoint(v[..., :k]), a, a)
        assert (np.diff(s) <= 0).all() and (s >= 0).all()
        near(tf.svd(a, compute_uv=False).numpy(), s, a)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_eigenvectors(kind, dtype):
    for n in SIZES:
        a = spectrum(kind, n, n, dtype)
        a = a + adjoint(a)
        upper_is_not_read = np.tril(a) + np.triu(np.full_like(a, np.nan), 1)
        e, v = (x.numpy() for x in tf.self_adjoint_eig(upper_is_not_read))
        check_orthonormal(v)
        near(v * e[:, None] @ adjoint(v), a, a, scale=np.abs(e).max())
        assert (np.diff(e.real) >= 0).all() and not e.imag.any()
        near(tf.self_adjoint_eigvals(a).numpy(), e, a)


def test_signs_are_lapacks():
    """R's diagonal as NumPy's; of one row it keeps the sign."""
    for m, n in ((5, 5), (6, 3), (3, 6), (1, 4)):
        for dtype in DTYPES:
            a = matrices(m, dtype, columns=n)
            q, r = np.linalg.qr(a)
            near(tf.qr(a).r.numpy(), r, a)
            near(tf.qr(a).q.numpy(), q, q)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_matrices_that_are_not_finite(bad):
    a = np.eye(3)
    a[2, 0] = bad
    invalid = tf.errors.InvalidArgumentError
    with pytest.raises(invalid, match="SVD did not converge"):
        tf.svd(a)
    with pytest.raises(invalid, match="Self-adjoint eigen decomposition was not successful"):
        tf.self_adjoint_eig(a)
    assert not np.isfinite(tf.qr(a).r).all()


def test_threads_give_the_same_bits():
    a = matrices(10, "float32", batch=(500,))
    same_bits(lambda: [x.numpy() for f in (tf.svd, tf.qr, tf.self_adjoint_eig) for x in f(a)])
