"""tf.linalg.LinearOperator classes against dense matrices, in three modes."""

import numpy as np
import pytest
from scipy import linalg

import zeal as tf

RNG = np.random.default_rng(9)
L = tf.linalg


def uniform(*shape):
    return RNG.uniform(-1, 1, shape)


def full(*shape):
    return L.LinearOperatorFullMatrix(uniform(*shape) + 3 * np.eye(*shape[-2:]))


DIAG, VECTOR = uniform(2, 3) + 2, uniform(2, 3)
MATRIX = uniform(2, 3, 3) + 3 * np.eye(3)
WIDE = uniform(2, 2, 3)
COMPLEX = MATRIX + 1j * uniform(2, 3, 3)


def kron(a, b):
    return np.stack([np.kron(x, y) for x, y in zip(a, b, strict=True)])


def block(a, b):
    zero = np.zeros((2, 3, 3))
    return np.concatenate([np.concatenate([a, zero], -1), np.concatenate([zero, b], -1)], -2)


def diagonal(d):
    return d[..., None] * np.eye(d.shape[-1])


def circulant(spectrum, depth):
    """F^-1 diag(spectrum) F, where F is the transform over `depth` axes."""
    axes, sizes = range(-depth, 0), spectrum.shape[-depth:]
    n = int(np.prod(sizes))
    forth = np.fft.fftn(np.eye(n).reshape(n, *sizes), axes=axes).reshape(n, n).T
    return np.linalg.inv(forth) @ (spectrum.reshape(2, n, 1) * forth)


SPECTRUM = uniform(2, 2, 1, 3) + 3 + 1j * uniform(2, 2, 1, 3)
UNIT = VECTOR / np.linalg.norm(VECTOR, axis=-1, keepdims=True)
OPERATORS = {
    "FullMatrix": (lambda m=MATRIX: L.LinearOperatorFullMatrix(m), MATRIX),
    "FullMatrix-complex": (lambda: L.LinearOperatorFullMatrix(COMPLEX), COMPLEX),
    "FullMatrix-wide": (lambda: L.LinearOperatorFullMatrix(WIDE), WIDE),
    "FullMatrix-positive": (
        lambda: L.LinearOperatorFullMatrix(
            MATRIX @ MATRIX.swapaxes(-1, -2), is_self_adjoint=True, is_positive_definite=True
        ),
        MATRIX @ MATRIX.swapaxes(-1, -2),
    ),
    "Diag": (lambda: L.LinearOperatorDiag(DIAG), diagonal(DIAG)),
    "Diag-complex": (lambda: L.LinearOperatorDiag(DIAG + 1j), diagonal(DIAG + 1j)),
    "LowerTriangular": (lambda: L.LinearOperatorLowerTriangular(MATRIX), np.tril(MATRIX)),
    "Identity": (
        lambda: L.LinearOperatorIdentity(3, [2], tf.float64), np.broadcast_to(np.eye(3), (2, 3, 3))
    ),
    "ScaledIdentity": (
        lambda: L.LinearOperatorScaledIdentity(3, DIAG[:, 0]), DIAG[:, :1, None] * np.eye(3)
    ),
    "Zeros": (
        lambda: L.LinearOperatorZeros(3, batch_shape=[2], dtype=tf.float64), np.zeros((2, 3, 3))
    ),
    "Composition": (
        lambda: L.LinearOperatorComposition(
            [L.LinearOperatorFullMatrix(MATRIX), L.LinearOperatorDiag(DIAG)]
        ),
        MATRIX @ diagonal(DIAG),
    ),
    "BlockDiag": (
        lambda: L.LinearOperatorBlockDiag(
            [L.LinearOperatorFullMatrix(MATRIX), L.LinearOperatorDiag(DIAG)]
        ),
        block(MATRIX, diagonal(DIAG)),
    ),
    "Kronecker": (
        lambda: L.LinearOperatorKronecker(
            [L.LinearOperatorFullMatrix(MATRIX), L.LinearOperatorDiag(DIAG)]
        ),
        kron(MATRIX, diagonal(DIAG)),
    ),
    "Adjoint": (
        lambda: L.LinearOperatorAdjoint(L.LinearOperatorFullMatrix(COMPLEX)),
        np.conj(COMPLEX.swapaxes(-1, -2)),
    ),
    "Inversion": (
        lambda: L.LinearOperatorInversion(L.LinearOperatorFullMatrix(MATRIX)),
        np.linalg.inv(MATRIX),
    ),
    "Householder": (
        lambda: L.LinearOperatorHouseholder(VECTOR),
        np.eye(3) - 2 * UNIT[..., None] * UNIT[..., None, :],
    ),
    "Circulant": (
        lambda: L.LinearOperatorCirculant(SPECTRUM[:, 0, 0], tf.complex128),
        circulant(SPECTRUM[:, 0, 0], 1),
    ),
    "Circulant-real": (
        lambda: L.LinearOperatorCirculant(np.fft.fft(VECTOR), tf.float64),
        np.stack([[np.roll(v, i) for i in range(3)] for v in VECTOR]).swapaxes(-1, -2),
    ),
    "Circulant2D": (
        lambda: L.LinearOperatorCirculant2D(SPECTRUM[:, :, 0], tf.complex128),
        circulant(SPECTRUM[:, :, 0], 2),
    ),
    "Circulant3D": (
        lambda: L.LinearOperatorCirculant3D(SPECTRUM, tf.complex128), circulant(SPECTRUM, 3)
    ),
    "Toeplitz": (
        lambda: L.LinearOperatorToeplitz(DIAG, np.append(DIAG[:, :1], VECTOR[:, 1:], -1)),
        np.stack([linalg.toeplitz(c, [c[0], *r[1:]]) for c, r in zip(DIAG, VECTOR, strict=True)]),
    ),
    "LowRankUpdate": (
        lambda: L.LinearOperatorLowRankUpdate(
            L.LinearOperatorDiag(DIAG), WIDE.swapaxes(-1, -2), DIAG[:, :2]
        ),
        diagonal(DIAG) + (WIDE.swapaxes(-1, -2) * DIAG[:, None, :2]) @ WIDE,
    ),
}


def close(got, want):
    np.testing.assert_allclose(got.numpy(), want, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_does_what_its_matrix_does(name):
    make, dense = OPERATORS[name]
    operator, h = make(), np.conj(dense.swapaxes(-1, -2))
    m, n = dense.shape[-2:]
    x, y = (uniform(2, i, 2).astype(dense.dtype) for i in (n, m))
    close(operator.to_dense(), dense)
    assert operator.shape == dense.shape and operator.dtype.as_numpy_dtype == dense.dtype
    assert operator.shape_tensor().numpy().tolist() == [*dense.shape]
    assert (operator.batch_shape, operator.tensor_rank) == ((2,), 3)
    assert (operator.range_dimension.value, operator.domain_dimension.value) == (m, n)
    close(operator.matmul(x), dense @ x)
    close(operator.matmul(y, adjoint=True), h @ y)
    close(operator.matmul(np.conj(x.swapaxes(-1, -2)), adjoint_arg=True), dense @ x)
    close(operator.matvec(x[..., 0]), (dense @ x)[..., 0])
    close(operator.diag_part(), np.diagonal(dense, 0, -2, -1))
    close(operator.trace(), np.trace(dense, 0, -2, -1))
    close(operator.add_to_tensor(dense), 2 * dense)
    close(operator.adjoint().to_dense(), h)
    assert (operator.is_square is True) == (m == n)
    if m != n:
        with pytest.raises(NotImplementedError, match="expected to not be square"):
            operator.solve(y)
        with pytest.raises(NotImplementedError, match="Determinant not implemented"):
            operator.determinant()
        return
    close(operator.determinant(), np.linalg.det(dense))
    if name == "Zeros":
        with pytest.raises(NotImplementedError, match="expected to be singular"):
            operator.solve(y)
        return
    close(operator.log_abs_determinant(), np.linalg.slogdet(dense)[1])
    close(operator.solve(y), np.linalg.solve(dense, y))
    close(operator.solve(y, adjoint=True), np.linalg.solve(h, y))
    close(operator.solvevec(y[..., 0]), np.linalg.solve(dense, y)[..., 0])
    close(operator.inverse().matmul(y), np.linalg.solve(dense, y))
    close(operator.matmul(operator).to_dense(), dense @ dense)
    close(operator.solve(operator).to_dense(), np.broadcast_to(np.eye(n), dense.shape))


def test_batches_broadcast():
    x = uniform(4, 1, 3, 2)
    for name in ("FullMatrix", "LowerTriangular", "Diag", "Householder"):
        make, dense = OPERATORS[name]
        close(make().solve(x), np.linalg.inv(dense) @ x)
        close(make().matmul(x), dense @ x)


def test_in_graphs_of_unknown_sizes():
    def solution(matrix, rhs):
        lower = L.LinearOperatorLowerTriangular(matrix)
        scale = L.LinearOperatorDiag(tf.matrix_diag_part(matrix))
        return L.LinearOperatorComposition([lower, scale]).solve(rhs)

    want = solution(tf.constant(MATRIX), tf.constant(MATRIX)).numpy()
    traced = tf.function(solution, input_signature=[tf.TensorSpec([None] * 3, tf.float64)] * 2)
    close(traced(MATRIX, MATRIX), want)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float64, [None, None, None])
        y = solution(x, x)
        out, grad = session.run([y, tf.gradients(y, x)[0]], {x: MATRIX})
        np.testing.assert_allclose(out, want)
        assert grad.shape == MATRIX.shape


def test_wrong_operators_and_arguments():
    for given, hint in ((False, None), (None, False)):
        operator = L.LinearOperatorFullMatrix(MATRIX, is_non_singular=given)
        with pytest.raises(ValueError, match=f"`True` or `None`.  Found {given}, {hint}"):
            L.LinearOperatorInversion(operator, is_non_singular=hint)
    with pytest.raises(ValueError, match="A positive definite matrix is always non-singular."):
        L.LinearOperatorFullMatrix(MATRIX, is_positive_definite=True, is_non_singular=False)
    with pytest.raises(ValueError, match="A non-singular matrix is always square."):
        L.LinearOperatorFullMatrix(MATRIX, is_non_singular=True, is_square=False)
    with pytest.raises(ValueError, match="is_square hint to False"):
        L.LinearOperatorFullMatrix(MATRIX, is_square=False).is_square  # noqa: B018
    with pytest.raises(TypeError, match="Expected argument to have dtype"):
        full(3, 3).matmul(tf.ones([3, 2]))
    with pytest.raises(ValueError, match="not compatible"):
        full(3, 3).matmul(uniform(2, 2))
    with pytest.raises(ValueError, match="Operators are incompatible"):
        full(3, 3).matmul(full(2, 2))
    with pytest.raises(ValueError, match="Cannot take the Cholesky decomposition"):
        full(3, 3).cholesky()
    with pytest.raises(ValueError, match="represents a non square matrix"):
        L.LinearOperatorFullMatrix(WIDE).inverse()
    with pytest.raises(TypeError, match="same dtype"):
        L.LinearOperatorComposition([full(3, 3), L.LinearOperatorDiag([1.0, 2.0, 3.0])])


def test_factors_of_positive_operators():
    operator = OPERATORS["FullMatrix-positive"][0]()
    factor = operator.cholesky()
    close(factor.matmul(factor.adjoint()).to_dense(), operator.to_dense().numpy())


@pytest.mark.parametrize("operator, raised", [
    (L.LinearOperatorDiag([1.0, 0.0]), {"non_singular": "Diagonal contained zero values",
                                        "positive_definite": "non-positive diagonal entries"}),
    (L.LinearOperatorDiag([1.0 + 1j, 1.0]), {"self_adjoint": "imaginary"}),
    (L.LinearOperatorLowerTriangular([[1.0, 0.0], [1.0, 0.0]]),
     {"non_singular": "Diagonal contained zero values", "self_adjoint": "its adjoint"}),
    (L.LinearOperatorFullMatrix([[1.0, 1.0], [1.0, 1.0]]), {"non_singular": "Singular matrix"}),
    (L.LinearOperatorFullMatrix([[2.0, 1.0], [0.0, 2.0]]), {"self_adjoint": "its adjoint"}),
    (L.LinearOperatorScaledIdentity(2, -1.0), {"positive_definite": "not positive definite"}),
    (L.LinearOperatorCirculant([1.0, -1.0]), {"positive_definite": "not all positive"}),
    (L.LinearOperatorHouseholder([1.0, 0.0]), {"positive_definite": "Householder"}),
    (L.LinearOperatorZeros(2), {"non_singular": "non-invertible", "positive_definite": "always"}),
    (L.LinearOperatorBlockDiag([L.LinearOperatorDiag([1.0, 0.0])]),
     {"non_singular": "Diagonal", "positive_definite": "non-positive"}),
    (L.LinearOperatorIdentity(2), {}),
])  # fmt: skip
def test_checks_of_hints(operator, raised):
    for hint in ("non_singular", "self_adjoint", "positive_definite"):
        check = getattr(operator, f"assert_{hint}")
        if hint in raised:
            with pytest.raises(tf.errors.InvalidArgumentError, match=raised[hint]):
                check()
        elif hint != "positive_definite" or operator.is_self_adjoint:
            check()


def test_operators_of_variables_follow_them():
    v = tf.Variable([1.0, 2.0])
    for make in (L.LinearOperatorDiag, L.LinearOperatorHouseholder, L.LinearOperatorCirculant):
        operator = make(v)
        assert operator.variables == operator.trainable_variables == (v,)
        with tf.GradientTape() as tape:
            trace = operator.trace()
        assert tape.gradient(trace, v) is not None
    operator = L.LinearOperatorDiag(v)
    v.assign([3.0, 4.0])
    assert operator.determinant().numpy() == 12.0


def test_products_and_factors_stay_simple():
    diag, scaled = L.LinearOperatorDiag([2.0, 4.0]), L.LinearOperatorScaledIdentity(2, 4.0)
    tril = L.LinearOperatorLowerTriangular([[1.0, 0.0], [2.0, 3.0]])
    for a, b in [(diag, diag), (diag, scaled), (scaled, diag), (diag, tril), (tril, diag)]:
        product = a.matmul(b)
        close(product.to_dense(), a.to_dense().numpy() @ b.to_dense().numpy())
        assert type(product) is type(tril if tril in (a, b) else diag)
    assert diag.matmul(L.LinearOperatorIdentity(2)) is diag
    zeros = L.LinearOperatorZeros(2)
    assert diag.matmul(zeros) is zeros.matmul(diag) is zeros
    positive = L.LinearOperatorDiag([4.0, 9.0], is_positive_definite=True)
    assert type(positive.inverse()) is type(positive.cholesky()) is L.LinearOperatorDiag
    close(positive.cholesky().diag, [2.0, 3.0])
    both = L.LinearOperatorKronecker([positive, positive])
    close(both.cholesky().to_dense(), np.kron(np.diag([2.0, 3.0]), np.diag([2.0, 3.0])))


@pytest.mark.parametrize("make", [
    L.LinearOperatorIdentity, L.LinearOperatorZeros,
    lambda n, batch_shape=None, **how: L.LinearOperatorScaledIdentity(n, 1.0, **how),
])  # fmt: skip
def test_sizes_of_operators(make):
    for rows, error, text in [([2], ValueError, "0-D"), (2.0, TypeError, "integer"),
                              (-2, ValueError, "non-negative"),
                              (tf.Variable(2), TypeError, "reference")]:  # fmt: skip
        with pytest.raises(error, match=f"num_rows .*be.*{text}"):
            make(rows)
    if make in (L.LinearOperatorIdentity, L.LinearOperatorZeros):
        for batch, error, text in [(2, ValueError, "1-D"), ([2.0], TypeError, "integer"),
                                   ([-2], ValueError, "non-negative")]:  # fmt: skip
            with pytest.raises(error, match=f"batch_shape must be.*{text}"):
                make(2, batch_shape=batch)
    with tf.Graph().as_default(), tf.Session() as session:
        rows = tf.placeholder(tf.int32, [])
        dense = make(rows, assert_proper_shapes=True).to_dense()
        assert session.run(dense, {rows: 2}).shape == (2, 2)
        with pytest.raises(tf.errors.InvalidArgumentError, match="must be non-negative"):
            session.run(dense, {rows: -2})


def test_operators_of_ones_own():
    class Twice(L.LinearOperator):
        def _shape(self):
            return tf.TensorShape([3, 3])

        def _matmul(self, x, adjoint=False):
            with self._name_scope("product", values=[x]) as scope:
                assert scope == "Twice/product/"
                return 2.0 * x

    operator = Twice(tf.float64)
    close(operator.to_dense(), 2 * np.eye(3))
    close(operator.solvevec([2.0, 4.0, 6.0]), [1.0, 2.0, 3.0])
    with pytest.raises(NotImplementedError, match="how to make it dense"):
        L.LinearOperator(tf.float64).to_dense()
