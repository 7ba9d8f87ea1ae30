"""tf.contrib.distributions against SciPy, in three modes."""

import numpy as np
import pytest
import scipy.stats as st
from three_modes import in_three_modes

import zeal as tf

D = tf.contrib.distributions
B = D.bijectors
LOC, SCALE = np.array([0.0, 1.0, -2.0]), np.array([[0.5], [2.0]])
POSITIVE, PROBS = np.array([0.7, 1.5, 3.5]), np.array([0.2, 0.5, 0.7])
VALUES = np.array([[[-1.4]], [[0.3]], [[2.2]]])
WHOLE = np.array([[[0.0]], [[1.0]], [[3.0]]])
COUNT = np.array([[4.0], [6.0]])

NUMBERS = {
    "Logistic": (D.Logistic, (LOC, SCALE), st.logistic, VALUES),
    "Cauchy": (D.Cauchy, (LOC, SCALE), st.cauchy, VALUES),
    "HalfNormal": (D.HalfNormal, (POSITIVE,), lambda s: st.halfnorm(scale=s), VALUES),
    "InverseGamma": (
        D.InverseGamma, (POSITIVE + 2, SCALE), lambda a, b: st.invgamma(a, scale=b), abs(VALUES)
    ),
    "Chi2": (D.Chi2, (POSITIVE,), st.chi2, abs(VALUES)),
    "Poisson": (D.Poisson, (POSITIVE,), st.poisson, WHOLE),
    "Geometric": (lambda p: D.Geometric(probs=p), (PROBS,), lambda p: st.geom(p, -1), WHOLE),
    "Binomial": (lambda n, p: D.Binomial(n, probs=p), (COUNT, PROBS), st.binom, WHOLE),
    "NegativeBinomial": (
        lambda n, p: D.NegativeBinomial(n, probs=p), (COUNT, PROBS),
        lambda n, p: st.nbinom(n, 1 - p), WHOLE,
    ),
}  # fmt: skip
DISCRETE = {"Poisson", "Geometric", "Binomial", "NegativeBinomial"}


@pytest.mark.parametrize("name", NUMBERS)
def test_distributions_of_numbers(name):
    make, parameters, reference, x = NUMBERS[name]
    exact = reference(*parameters)
    log_prob = exact.logpmf if name in DISCRETE else exact.logpdf
    wants = {"log_prob": log_prob, "cdf": exact.cdf, "survival_function": exact.sf}
    for method, want in wants.items():
        got = in_three_modes(lambda v, *p: getattr(make(*p), method)(v), x, *parameters)  # noqa: B023
        np.testing.assert_allclose(got, want(x), rtol=1e-6, atol=1e-9, err_msg=method)
    moments = {"mean": exact.mean, "variance": exact.var, "stddev": exact.std}
    if name not in DISCRETE:
        moments["entropy"] = exact.entropy
    for method, want in moments.items():
        got = in_three_modes(lambda *p: getattr(make(*p), method)(), *parameters)  # noqa: B023
        want = np.where(name == "Cauchy" and method != "entropy", np.nan, want())
        np.testing.assert_allclose(got, want + 0 * got, rtol=1e-6, err_msg=method)


@pytest.mark.parametrize("name", [n for n in NUMBERS if n != "Binomial"])
def test_samples_of_numbers(name):
    make, parameters, reference, _ = NUMBERS[name]
    drawn = make(*parameters).sample(3000, seed=11).numpy()
    for index in np.ndindex(drawn.shape[1:]):
        one = reference(*[np.broadcast_to(p, drawn.shape[1:])[index] for p in parameters])
        column = drawn[(slice(None), *index)]
        if name not in DISCRETE:
            assert st.kstest(column, one.cdf).pvalue > 1e-4
            continue
        assert (column == np.floor(column)).all()
        error = one.std() / 3000**0.5
        assert abs(column.mean() - one.mean()) < 5 * error
        for value in range(4):
            share, p = (column == value).mean(), one.pmf(value)
            assert abs(share - p) < 5 * (p * (1 - p) / 3000) ** 0.5 + 1e-12


TRIL = np.array([[[1.0, 0, 0], [0.5, 2, 0], [-0.3, 0.4, 0.7]], [[0.5, 0, 0], [1, 1, 0], [2, 1, 1]]])
MEANS, DIAGONAL = np.array([[0.0, 1, 2], [1, -1, 3]]), np.array([[1.0, 2, 0.5], [0.3, 0.8, 3]])
FACTOR = np.array([[1.0], [0.5], [0.2]])
POINT = np.array([0.2, 0.3, 0.5])
LOW_RANK = DIAGONAL[0] * np.eye(3) + FACTOR @ FACTOR.T
NORMALS = {
    "Diag": (D.MultivariateNormalDiag, (MEANS, DIAGONAL), DIAGONAL[:, None] ** 2 * np.eye(3)),
    "TriL": (D.MultivariateNormalTriL, (MEANS, TRIL), TRIL @ TRIL.swapaxes(1, 2)),
    "TriL-one": (D.MultivariateNormalTriL, (MEANS, TRIL[0]), [TRIL[0] @ TRIL[0].T] * 2),
    "FullCovariance": (
        D.MultivariateNormalFullCovariance, (MEANS, TRIL @ TRIL.swapaxes(1, 2)),
        TRIL @ TRIL.swapaxes(1, 2),
    ),
    "DiagPlusLowRank": (
        lambda m, d, f: D.MultivariateNormalDiagPlusLowRank(m, d, None, f),
        (MEANS, DIAGONAL[0], FACTOR), [LOW_RANK @ LOW_RANK.T] * 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NORMALS)
def test_normal_distributions_of_vectors(name):
    make, parameters, covariance = NORMALS[name]
    exact = [st.multivariate_normal(m, c) for m, c in zip(MEANS, covariance, strict=True)]
    for x in (POINT, np.stack([MEANS, MEANS + 1, MEANS - 0.5])):
        got = in_three_modes(lambda x, *p: make(*p).log_prob(x), x, *parameters)
        whole = np.broadcast_to(x, (*got.shape, 3))
        want = [d.logpdf(whole[..., i, :]) for i, d in enumerate(exact)]
        np.testing.assert_allclose(got, np.stack(want, -1), rtol=1e-6)
    for method, want in {
        "mean": MEANS, "covariance": covariance, "entropy": [d.entropy() for d in exact],
        "variance": [np.diag(c) for c in covariance],
        "stddev": [np.diag(c) ** 0.5 for c in covariance],
    }.items():  # fmt: skip
        got = in_three_modes(lambda *p: getattr(make(*p), method)(), *parameters)  # noqa: B023
        np.testing.assert_allclose(got + 0 * np.array(want), want, rtol=1e-6, err_msg=method)
    drawn = make(*parameters).sample(8000, seed=3).numpy()
    assert drawn.shape == (8000, 2, 3)
    for i, c in enumerate(covariance):
        np.testing.assert_allclose(drawn[:, i].mean(0), MEANS[i], atol=6 * np.max(c) ** 0.5 / 89)
        np.testing.assert_allclose(np.cov(drawn[:, i].T), c, atol=0.1 * np.max(c))


def test_divergence_of_normal_vectors():
    got = in_three_modes(
        lambda m, a, n, b: D.MultivariateNormalTriL(m, a).kl_divergence(
            D.MultivariateNormalDiag(n, b)
        ),
        MEANS, TRIL, MEANS[::-1], DIAGONAL,
    )  # fmt: skip
    want = []
    for m, a, n, d in zip(MEANS, TRIL, MEANS[::-1], DIAGONAL, strict=True):
        inverse, c = np.diag(d**-2.0), a @ a.T
        logs = 2 * np.log(d).sum() - np.linalg.slogdet(c)[1]
        want.append(0.5 * (np.trace(inverse @ c) + (n - m) @ inverse @ (n - m) - 3 + logs))
    np.testing.assert_allclose(got, want)


def test_gradients_flow_through_normal_vectors():
    loc, scale = tf.constant(MEANS), tf.constant(TRIL)
    with tf.GradientTape() as tape:
        tape.watch([loc, scale])
        total = tf.reduce_sum(D.MultivariateNormalTriL(loc, scale).sample(4, seed=2))
    by_loc, by_scale = tape.gradient(total, [loc, scale])
    assert (by_loc.numpy() == 4).all() and (np.triu(by_scale.numpy(), 1) == 0).all()


def test_mixtures():
    weights, means, scales = PROBS / PROBS.sum(), LOC, POSITIVE
    x = np.linspace(-4, 4, 7)
    parts = [st.norm(m, s) for m, s in zip(means, scales, strict=True)]
    density = sum(w * d.pdf(x) for w, d in zip(weights, parts, strict=True))
    mean = weights @ means
    variance = weights @ (scales**2 + means**2) - mean**2

    def same(p, m, s):
        return D.MixtureSameFamily(D.Categorical(probs=p), D.Normal(m, s))

    def listed(p, m, s):
        return D.Mixture(D.Categorical(probs=p), [D.Normal(m[i], s[i]) for i in range(3)])

    got = in_three_modes(lambda x, p, m, s: same(p, m, s).prob(x), x, weights, means, scales)
    np.testing.assert_allclose(got, density)
    np.testing.assert_allclose(listed(weights, means, scales).prob(x).numpy(), density)
    for make in (same, listed):
        mixture = make(weights, means, scales)
        np.testing.assert_allclose(mixture.mean().numpy(), mean)
        np.testing.assert_allclose(mixture.variance().numpy(), variance)
        drawn = mixture.sample(4000, seed=5).numpy()
        exact = lambda v: sum(w * d.cdf(v) for w, d in zip(weights, parts, strict=True))  # noqa: E731
        assert st.kstest(drawn, exact).pvalue > 1e-4
    bound = listed(weights, means, scales).entropy_lower_bound().numpy()
    np.testing.assert_allclose(bound, weights @ [d.entropy() for d in parts])
    both = D.Normal(np.stack([means, -means]), scales)
    batch = D.MixtureSameFamily(D.Categorical(probs=weights), both)
    assert batch.sample(5).shape == (5, 2) and batch.batch_shape == (2,)
    vectors = D.MixtureSameFamily(
        D.Categorical(probs=np.array([0.3, 0.7])),
        D.MultivariateNormalDiag(np.eye(2), np.array([1.0, 0.5])),
    )
    drawn = vectors.sample(9000, seed=1).numpy()
    np.testing.assert_allclose(np.cov(drawn.T), vectors.covariance().numpy(), atol=0.05)


@pytest.mark.parametrize(
    ("static", "last"), [(False, [[-0.8503909, 1.8986634]]), (True, [[-0.8175348, 2.0856228]])]
)
def test_mixtures_draw_tensorflow_s_numbers(static, last):
    def make(probs, *components):
        cat = D.Categorical(probs=probs)
        return D.Mixture(cat, components, use_static_graph=static)

    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(3)
        one, two = ([-1.0, 2.0], [0.1, 0.2]), ([5.0, 8.0], [0.1, 0.2])
        batch = make([[0.3, 0.7], [0.5, 0.5]], D.Normal(*one), D.Normal(*two))
        normals = D.MultivariateNormalDiag
        vectors, x = make([0.3, 0.7], normals(*one), normals(*two)), tf.constant(1.0)
        n = tf.placeholder_with_default(2, [])
        drawn = [batch.sample(n, seed=4), vectors.sample([2, 2], seed=9), batch.sample(0, seed=1)]
        moved = make([0.3, 0.7], D.Normal(x, 1.0), D.Normal(x * 2, 1.0)).sample(5, seed=11)
        of_batch, of_vectors, none, slope = session.run([*drawn, tf.gradients(moved, x)[0]])
    places = [[4.8410807, 1.8890765], [5.0217328, 7.8759894 if static else 8.1285275]]
    np.testing.assert_allclose(of_batch, places, rtol=1e-6)
    np.testing.assert_allclose(of_vectors[0], [[4.7859626, 7.771759], [4.9611096, 8.133441]], 1e-6)
    np.testing.assert_allclose(of_vectors[1], [[5.0441875, 8.384328], *last], rtol=1e-6)
    assert none.shape == (0, 2) and slope == 8


def test_wrong_mixtures():
    normal, cat = D.Normal([0.0, 1.0], 1.0), D.Categorical(probs=[0.5, 0.5])
    with pytest.raises(ValueError, match="is not over integers"):
        D.MixtureSameFamily(normal, normal)
    with pytest.raises(ValueError, match=r"does not equal `components_distribution"):
        D.MixtureSameFamily(D.Categorical(probs=[0.5, 0.25, 0.25]), normal)
    with pytest.raises(TypeError, match="cat must be a Categorical distribution"):
        D.Mixture(normal, [normal])
    with pytest.raises(ValueError, match="cat.num_classes != len"):
        D.Mixture(cat, [D.Normal(0.0, 1.0)])
    with pytest.raises(TypeError, match="must have the same dtype"):
        D.Mixture(cat, [D.Normal(0.0, 1.0), D.Normal(np.float64(0), np.float64(1))])
    with tf.Graph().as_default(), tf.Session() as session:
        fed = tf.placeholder_with_default([2.0], None)
        drawn = D.Mixture(cat, [D.Normal(fed, fed)] * 2, validate_args=True).sample()
        with pytest.raises(tf.errors.InvalidArgumentError, match="batch shape must match cat"):
            session.run(drawn)


def test_independent_and_reshaped_batches():
    means = np.arange(6.0).reshape(3, 2)
    got = in_three_modes(
        lambda x, m: D.Independent(D.Normal(m, m * 0 + 2), 1).log_prob(x), means + 1, means
    )
    np.testing.assert_allclose(got, st.norm(means, 2).logpdf(means + 1).sum(-1))
    d = D.Independent(D.Normal(means, np.float64(2)))
    assert (d.batch_shape, d.event_shape) == ((3,), (2,))
    np.testing.assert_allclose(d.entropy().numpy(), 2 * st.norm(0, 2).entropy())
    divergence = d.kl_divergence(D.Independent(D.Normal(means + 1, np.float64(2)))).numpy()
    np.testing.assert_allclose(divergence, 2 / 8)
    with pytest.raises(ValueError, match="cannot exceed distribution.batch_ndims"):
        D.Independent(D.Normal(0.0, 1.0), 1)
    reshaped = D.BatchReshape(D.Normal(means, np.float64(2)), [2, -1])
    assert reshaped.batch_shape == (2, 3) and reshaped.sample(4).shape == (4, 2, 3)
    x = np.ones([5, 2, 3])
    want = st.norm(means.reshape(2, 3), 2).logpdf(x)
    np.testing.assert_allclose(reshaped.log_prob(x).numpy(), want)
    with pytest.raises(ValueError, match="must match `distribution.batch_shape` size"):
        D.BatchReshape(D.Normal(means, np.float64(2)), [5])


def test_reshaped_batches_do_not_broadcast():
    numbers = np.arange(4.0)
    static = D.BatchReshape(D.Normal(numbers, np.float64(2)), [1, 4, 1])
    with pytest.raises(NotImplementedError, match="too few batch and event dims"):
        static.log_prob(numbers)
    with pytest.raises(NotImplementedError, match="unexpected batch and event shape"):
        static.log_prob(numbers.reshape(1, 1, 4))
    with pytest.raises(ValueError, match="elements must be >=-1"):
        D.BatchReshape(D.Normal(numbers, np.float64(2)), [-1, 0])
    with tf.Graph().as_default(), tf.Session() as session:
        shape, x, value = map(tf.placeholder, ["int32", "float64", "float64"])
        made = D.BatchReshape(D.Normal(x, x), shape, validate_args=True)
        drawn, dense = made.sample(), made.log_prob(value)
        wrong = {"be a vector": 4, "At most one": [-1, -1], ">=-1": [-2, -2], "do not match": [3]}
        for words, sizes in wrong.items():
            with pytest.raises(tf.errors.InvalidArgumentError, match=words):
                session.run(drawn, {shape: sizes, x: numbers})
        for words, sizes in {"too few": [1, 4, 1], "unexpected": [2, 2]}.items():
            fed = {shape: sizes, x: numbers, value: numbers.reshape(len(sizes) - 1, -1)}
            with pytest.raises(tf.errors.InvalidArgumentError, match=words):
                session.run(dense, fed)


def test_transformed_distributions():
    x = np.array([0.2, 1.0, 3.0])
    exact = st.lognorm(2.0, scale=np.exp(0.5))

    def log_normal(loc):
        return D.TransformedDistribution(D.Normal(loc, loc * 0 + 2), B.Exp())

    loc = np.array(0.5)
    for method, want in {"prob": exact.pdf, "cdf": exact.cdf, "quantile": exact.ppf}.items():
        value = x / 4 if method == "quantile" else x
        got = in_three_modes(lambda v, m: getattr(log_normal(m), method)(v), value, loc)  # noqa: B023
        np.testing.assert_allclose(got, want(value), rtol=1e-8)
    folded = D.TransformedDistribution(D.Normal(loc, np.float64(1)), B.AbsoluteValue())
    np.testing.assert_allclose(folded.prob(x).numpy(), st.foldnorm(0.5).pdf(x))
    np.testing.assert_allclose(folded.log_prob(x).numpy(), st.foldnorm(0.5).logpdf(x))
    with pytest.raises(NotImplementedError, match="cdf is not implemented when bijector is not"):
        folded.cdf(x)
    base = D.Normal(np.array([0.0, 5.0, 9.0]), np.float64(1))
    affine = B.Affine(scale_diag=np.array([1.0, 2.0]))
    vectors = D.TransformedDistribution(base, affine, event_shape=[2])
    assert (vectors.batch_shape, vectors.event_shape) == ((3,), (2,))
    drawn = vectors.sample(2000, seed=1).numpy()
    np.testing.assert_allclose(drawn.mean(0), [[0, 0], [5, 10], [9, 18]], atol=0.2)
    log = vectors.log_prob(drawn).numpy()
    want = st.norm([[0], [5], [9]], 1).logpdf(drawn / [1, 2]).sum(-1) - np.log(2)
    np.testing.assert_allclose(log, want)
    with pytest.raises(ValueError, match="base distribution not scalar"):
        D.TransformedDistribution(D.Normal([0.0], 1.0), B.Exp(), batch_shape=[2])


def test_kumaraswamy():
    a, b = 1.7, 2.5
    d = D.Kumaraswamy(np.float64(a), np.float64(b))
    x = np.linspace(0.0005, 0.9995, 1000)
    density = a * b * x ** (a - 1) * (1 - x**a) ** (b - 1)
    np.testing.assert_allclose(d.prob(x).numpy(), density)
    mean = np.trapezoid(x * density, x)
    np.testing.assert_allclose(d.mean().numpy(), mean, atol=1e-3)
    entropy = -np.trapezoid(density * np.log(density), x)
    np.testing.assert_allclose(d.entropy().numpy(), entropy, atol=1e-3)
    np.testing.assert_allclose(d.cdf(x).numpy(), 1 - (1 - x**a) ** b)
    variance = np.trapezoid((x - mean) ** 2 * density, x)
    np.testing.assert_allclose(d.variance().numpy(), variance, atol=1e-3)


def test_relaxations():
    drawn = D.RelaxedOneHotCategorical(0.1, probs=PROBS / PROBS.sum()).sample(3000, seed=2).numpy()
    np.testing.assert_allclose(drawn.sum(-1), 1, rtol=1e-6)
    shares = np.bincount(drawn.argmax(-1), minlength=3) / 3000
    np.testing.assert_allclose(shares, PROBS / PROBS.sum(), atol=0.04)
    logits = tf.constant([0.2, -0.4, 1.0])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = D.RelaxedOneHotCategorical(0.5, logits).sample(seed=1)[0]
    assert (tape.gradient(value, logits).numpy() != 0).all()
    soft = D.RelaxedBernoulli(np.float64(0.5), probs=PROBS)
    np.testing.assert_allclose(soft.cdf(np.float64(0.5)).numpy(), 1 - PROBS)
    x, step = np.linspace(0.1, 0.9, 9)[:, None], 1e-6
    slope = (soft.cdf(x + step) - soft.cdf(x - step)).numpy() / (2 * step)
    np.testing.assert_allclose(soft.prob(x).numpy(), slope, rtol=1e-6)
    one_hot = D.OneHotCategorical(probs=PROBS / PROBS.sum(), dtype=tf.float64)
    np.testing.assert_allclose(one_hot.prob(np.eye(3)).numpy(), PROBS / PROBS.sum())
    drawn = one_hot.sample(4000, seed=1).numpy()
    np.testing.assert_allclose(np.cov(drawn.T), one_hot.covariance().numpy(), atol=0.03)


def test_deterministic():
    d = D.Deterministic([1.0, 2.0], atol=0.1)
    assert d.sample([2]).numpy().tolist() == [[1.0, 2.0]] * 2
    assert d.prob([1.05, 2.2]).numpy().tolist() == [1.0, 0.0]
    assert d.cdf([0.5, 2.5]).numpy().tolist() == [0.0, 1.0]
    v = D.VectorDeterministic([[1.0, 2.0]], rtol=0.1)
    assert (v.batch_shape, v.event_shape) == ((1,), (2,))
    assert v.prob([[1.05, 2.1]]).numpy().tolist() == [1.0]


def test_statistics_of_samples():
    x = np.random.RandomState(3).uniform(size=(4, 5, 6))
    for q in (0.0, 12.5, 30.0, 77.0, 100.0):
        for way in ("lower", "higher", "nearest"):
            want = np.percentile(x, q, axis=(0, 2), method=way)
            got = in_three_modes(lambda x: D.percentile(x, q, [0, 2], way), x)  # noqa: B023
            np.testing.assert_array_equal(got, want)
    assert D.percentile(x, 50.0, 1, keep_dims=True).shape == (4, 1, 6)
    row = x[0, 0].astype(np.float32)
    centred = row - row.mean()
    want = [centred[k:] @ centred[: 6 - k] / (6 - k) for k in range(4)]
    got = in_three_modes(
        lambda x: D.auto_correlation(x, max_lags=3, normalize=False), row, rtol=1e-3
    )
    np.testing.assert_allclose(got, want, atol=1e-5)
    log, sign = D.reduce_weighted_logsumexp([300.0, 301.0], [1.0, -1.0], return_sign=True)
    np.testing.assert_allclose(log.numpy(), 301 + np.log(1 - np.exp(-1)), rtol=1e-6)
    assert sign.numpy() == -1


def test_triangles():
    for n in (1, 2, 3, 5):
        size = n * (n + 1) // 2
        flat = np.arange(1.0, 2 * size + 1).reshape(2, size)
        for upper in (False, True):
            got = in_three_modes(lambda x: D.fill_triangular(x, upper), flat)  # noqa: B023
            keep = np.triu if upper else np.tril
            assert (got == keep(got)).all() and sorted(got[0][got[0] > 0]) == [*range(1, size + 1)]
            back = in_three_modes(lambda m: D.fill_triangular_inverse(m, upper), got)  # noqa: B023
            assert (back == flat).all()
    spiral = D.fill_triangular([1, 2, 3, 4, 5, 6], upper=True).numpy().tolist()
    assert spiral == [[1, 2, 3], [0, 5, 6], [0, 0, 4]]
    with pytest.raises(ValueError, match="does not correspond to a triangular matrix"):
        D.fill_triangular([1, 2])
    got = D.tridiag([1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0]).numpy()
    assert (got == np.diag([3, 4, 5]) + np.diag([1, 2], -1) + np.diag([6, 7], 1)).all()


def test_softplus_inverse():
    x = np.array([1e-10, 1e-3, 0.5, 3.0, 20.0, 500.0])
    got = in_three_modes(D.softplus_inverse, x)
    np.testing.assert_allclose(np.log1p(np.exp(-abs(got))) + np.maximum(got, 0), x, rtol=1e-9)


def test_seed_streams():
    stream = D.SeedStream(42, "salt")
    other = D.SeedStream(stream, "salt")
    first = [stream() for _ in range(3)]
    assert first == [other() for _ in range(3)] and len(set(first)) == 3
    assert D.SeedStream(None, "salt")() is None
    assert first[0] % 2**31 == 2124258640  # TensorFlow 1.15's
