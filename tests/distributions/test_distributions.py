"""tf.distributions against SciPy, in three modes; samples against TensorFlow 1.15's numbers."""

import numpy as np
import pytest
import scipy.stats as st
from three_modes import in_three_modes

import zeal as tf

D = tf.distributions
LOC, SCALE = np.array([0.0, 1.0, -2.0]), np.array([[0.5], [2.0]])
POSITIVE = np.array([0.7, 1.5, 3.5])
VALUES = np.array([[[-1.4]], [[0.3]], [[2.2]]])
INSIDE = np.array([[[0.1]], [[0.45]], [[0.8]]])

# Class, parameters, SciPy's distribution of them, values.
CONTINUOUS = {
    "Normal": (D.Normal, (LOC, SCALE), st.norm, VALUES),
    "Uniform": (D.Uniform, (LOC, LOC + SCALE), lambda a, b: st.uniform(a, b - a), VALUES),
    "Laplace": (D.Laplace, (LOC, SCALE), st.laplace, VALUES),
    "StudentT": (D.StudentT, (POSITIVE, LOC, SCALE), st.t, VALUES),
    "Gamma": (D.Gamma, (POSITIVE, SCALE), lambda a, r: st.gamma(a, scale=1 / r), abs(VALUES)),
    "Exponential": (D.Exponential, (POSITIVE,), lambda r: st.expon(scale=1 / r), abs(VALUES)),
    "Beta": (D.Beta, (POSITIVE, SCALE), st.beta, INSIDE),
}
NO_QUANTILE = "quantile is not implemented"


@pytest.mark.parametrize("name", CONTINUOUS)
def test_densities_and_moments(name):
    make, parameters, reference, x = CONTINUOUS[name]
    exact = reference(*parameters)
    wants = {
        "log_prob": exact.logpdf, "prob": exact.pdf, "cdf": exact.cdf, "log_cdf": exact.logcdf,
        "survival_function": exact.sf, "log_survival_function": exact.logsf,
    }  # fmt: skip
    for method, want in wants.items():
        got = in_three_modes(lambda v, *p: getattr(make(*p), method)(v), x, *parameters)  # noqa: B023
        np.testing.assert_allclose(got, want(x), rtol=1e-6, atol=1e-9, err_msg=method)
    moments = {"mean": exact.mean, "variance": exact.var, "stddev": exact.std}
    for method, want in {**moments, "entropy": exact.entropy}.items():
        got = in_three_modes(lambda *p: getattr(make(*p), method)(), *parameters)  # noqa: B023
        want = np.broadcast_to(want(), got.shape)
        if name == "StudentT" and method != "entropy":  # SciPy says inf where there is none
            want = np.where(POSITIVE > 1, want, np.nan)
        np.testing.assert_allclose(got, want, rtol=1e-6, err_msg=method)


@pytest.mark.parametrize("name", [n for n in CONTINUOUS if n != "Uniform"])
def test_gradients_of_log_prob(name):
    """By finite differences in float64, with respect to values and parameters."""
    make, parameters, _, x = CONTINUOUS[name]
    inputs = [tf.constant(a) for a in (x, *parameters)]

    def total(x, *parameters):
        return tf.reduce_sum(make(*parameters).log_prob(x))

    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = total(*inputs)
    for i, gradient in enumerate(tape.gradient(value, inputs)):
        array, step = inputs[i].numpy(), 1e-6
        index = (0,) * array.ndim
        moved = []
        for sign in (1, -1):
            changed = array.copy()
            changed[index] += sign * step
            moved.append(float(total(*inputs[:i], tf.constant(changed), *inputs[i + 1 :])))
        got = gradient.numpy()[index]
        np.testing.assert_allclose(got, (moved[0] - moved[1]) / (2 * step), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", CONTINUOUS)
def test_samples_have_the_distribution(name):
    make, parameters, reference, _ = CONTINUOUS[name]
    n = 4000
    drawn = make(*parameters).sample([n], seed=7).numpy()
    exact = reference(*parameters)
    for index in np.ndindex(drawn.shape[1:]):
        one = reference(*[np.broadcast_to(p, drawn.shape[1:])[index] for p in parameters])
        assert st.kstest(drawn[(slice(None), *index)], one.cdf).pvalue > 1e-4
    assert drawn.shape == (n, *np.shape(exact.mean()))


@pytest.mark.parametrize("name", CONTINUOUS)
def test_gradients_flow_through_samples(name):
    make, parameters, _, _ = CONTINUOUS[name]
    inputs = [tf.constant(p) for p in parameters]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        total = tf.reduce_sum(make(*inputs).sample(5, seed=3))
    for gradient in tape.gradient(total, inputs):
        assert np.isfinite(gradient.numpy()).all() and (gradient.numpy() != 0).any()
    assert make(*parameters).reparameterization_type is D.FULLY_REPARAMETERIZED


def test_normal_quantile_and_tails():
    p = np.array([1e-300, 1e-10, 0.01, 0.2, 0.5, 0.8, 0.99, 1 - 1e-10])
    got = in_three_modes(lambda p: D.Normal(np.float64(1), np.float64(2)).quantile(p), p)
    np.testing.assert_allclose(got, st.norm(1, 2).ppf(p), rtol=1e-9)
    assert D.Normal(0.0, 1.0).quantile([0.0, 1.0]).numpy().tolist() == [-np.inf, np.inf]
    x = np.array([-38.0, -25.0, -8.0, 0.0, 7.0, 9.0])
    normal = D.Normal(np.float64(0), np.float64(1))
    np.testing.assert_allclose(normal.log_cdf(x).numpy(), st.norm.logcdf(x), rtol=1e-4)
    x = tf.constant([-38.0, -2.0, 30.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = D.Normal(0.0, 1.0).log_cdf(x)
    slope = np.exp(st.norm.logpdf(x.numpy()) - st.norm.logcdf(x.numpy()))
    np.testing.assert_allclose(tape.gradient(y, x).numpy(), slope, rtol=1e-3, atol=1e-30)
    with pytest.raises(NotImplementedError, match="quantile is not implemented: Gamma"):
        D.Gamma(1.0, 1.0).quantile(0.5)


PROBS = np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
CONCENTRATION = np.array([[0.7, 1.5, 2.0], [2.5, 3.0, 4.0]])


def test_bernoulli():
    logits, k = np.array([-1.0, 0.5, 2.0]), np.array([[0], [1]])
    exact = st.bernoulli(1 / (1 + np.exp(-logits)))
    got = in_three_modes(lambda k, l: D.Bernoulli(l).log_prob(k), k, logits)
    np.testing.assert_allclose(got, exact.logpmf(k), rtol=1e-9)
    moments = {"mean": exact.mean, "variance": exact.var, "entropy": exact.entropy}
    for method, want in moments.items():
        got = in_three_modes(lambda l: getattr(D.Bernoulli(l), method)(), logits)  # noqa: B023
        np.testing.assert_allclose(got, want(), rtol=1e-9)
    assert in_three_modes(lambda l: D.Bernoulli(l).mode(), logits).tolist() == [0, 1, 1]
    drawn = D.Bernoulli(probs=[0.2, 0.7]).sample(4000, seed=1)
    assert drawn.dtype is tf.int32
    np.testing.assert_allclose(drawn.numpy().mean(0), [0.2, 0.7], atol=0.03)


def test_categorical():
    k, logits = np.array([[0, 1], [2, 0], [1, 2]]), np.log(PROBS) + 3
    got = in_three_modes(lambda k, l: D.Categorical(l).prob(k), k, logits)
    np.testing.assert_allclose(got, PROBS[[0, 1], k], rtol=1e-9)
    got = in_three_modes(lambda k, p: D.Categorical(probs=p).cdf(k), k, PROBS)
    np.testing.assert_allclose(got, np.cumsum(PROBS, -1)[[0, 1], k] - PROBS[[0, 1], k], atol=1e-9)
    got = in_three_modes(lambda p: D.Categorical(probs=p).entropy(), PROBS)
    np.testing.assert_allclose(got, -(PROBS * np.log(PROBS)).sum(-1))
    assert in_three_modes(lambda p: D.Categorical(probs=p).mode(), PROBS).tolist() == [2, 0]
    drawn = D.Categorical(probs=PROBS).sample(4000, seed=1).numpy()
    np.testing.assert_allclose([(drawn == i).mean(0) for i in range(3)], PROBS.T, atol=0.03)
    with pytest.raises(TypeError, match="`value` should have integer `dtype`"):
        D.Categorical(probs=PROBS).prob(tf.constant([True, False]))


def test_values_and_probabilities_of_unknown_rank():
    one, three = np.array(1), np.array([1, 1, 1])
    for k in (one, three):
        for p in (np.array(0.5), np.array([0.5, 0.5, 0.5])):
            got = in_three_modes(
                lambda k, p: D.Bernoulli(probs=p).prob(k), k, p, ranks_known=False
            )
            np.testing.assert_allclose(got, np.broadcast_to(0.5, (k + p).shape))
    p = tf.constant([0.0, 0.5, 1.0])
    with tf.GradientTape() as tape:
        tape.watch(p)
        quantile = D.Normal(0.0, 1.0).quantile(p)
    assert np.isfinite(tape.gradient(quantile, p).numpy()).all()


def test_dirichlet():
    x = np.array([0.2, 0.3, 0.5])
    exact = [st.dirichlet(c) for c in CONCENTRATION]
    got = in_three_modes(lambda x, c: D.Dirichlet(c).log_prob(x), x, CONCENTRATION)
    np.testing.assert_allclose(got, [d.logpdf(x) for d in exact])
    for method, want in (("mean", "mean"), ("variance", "var"), ("entropy", "entropy")):
        got = in_three_modes(lambda c: getattr(D.Dirichlet(c), method)(), CONCENTRATION)  # noqa: B023
        np.testing.assert_allclose(got, [getattr(d, want)() for d in exact], rtol=1e-9)
    drawn = D.Dirichlet(CONCENTRATION).sample(9000, seed=4).numpy()
    np.testing.assert_allclose(drawn.sum(-1), 1)
    covariance = in_three_modes(lambda c: D.Dirichlet(c).covariance(), CONCENTRATION)
    for i in range(2):
        np.testing.assert_allclose(np.cov(drawn[:, i].T), covariance[i], atol=0.005)
    mode = in_three_modes(lambda c: D.Dirichlet(c).mode(), CONCENTRATION)
    assert np.isnan(mode[0]).all()
    np.testing.assert_allclose(mode[1], (CONCENTRATION[1] - 1) / 6.5)


def test_multinomial():
    counts, total = np.array([1.0, 2.0, 1.0]), np.array([4.0, 4.0])
    exact = [st.multinomial(4, p) for p in PROBS]
    got = in_three_modes(lambda x, n, p: D.Multinomial(n, probs=p).prob(x), counts, total, PROBS)
    np.testing.assert_allclose(got, [d.pmf(counts) for d in exact])
    got = in_three_modes(lambda n, p: D.Multinomial(n, probs=p).covariance(), total, PROBS)
    np.testing.assert_allclose(got, [d.cov() for d in exact])
    drawn = D.Multinomial(total, probs=PROBS).sample(3000, seed=2).numpy()
    assert (drawn.sum(-1) == 4).all() and drawn.shape == (3000, 2, 3)
    np.testing.assert_allclose(drawn.mean(0), 4 * PROBS, atol=0.1)


def test_dirichlet_multinomial():
    counts = np.array([1.0, 2.0, 1.0])
    exact = [st.dirichlet_multinomial(c, 4) for c in CONCENTRATION]
    four = np.array(4.0)
    got = in_three_modes(
        lambda x, n, c: D.DirichletMultinomial(n, c).log_prob(x), counts, four, CONCENTRATION
    )
    np.testing.assert_allclose(got, [d.logpmf(counts.astype(int)) for d in exact])
    for total in (four, np.array([4.0, 4.0]), np.array([[4.0], [4.0]])):
        got = in_three_modes(
            lambda n, c: D.DirichletMultinomial(n, c).covariance(), total, CONCENTRATION
        )
        np.testing.assert_allclose(got, [d.cov() for d in exact])
    drawn = D.DirichletMultinomial(four, CONCENTRATION).sample(3000, seed=2).numpy()
    assert (drawn.sum(-1) == 4).all()
    np.testing.assert_allclose(drawn.mean(0), [d.mean() for d in exact], atol=0.15)


PAIRS = {
    "Normal": (lambda a, b: D.Normal(a, b), (0.3, 0.5), (1.0, 2.0)),
    "Gamma": (lambda a, b: D.Gamma(a, b), (3.0, 0.5), (2.0, 1.5)),
    "Beta": (lambda a, b: D.Beta(a, b), (3.0, 1.5), (2.0, 2.5)),
    "Bernoulli": (lambda a: D.Bernoulli(a), (0.3,), (-1.0,)),
    "Categorical": (lambda a: D.Categorical(a), ([0.3, 1.0],), ([-1.0, 2.0],)),
    "Dirichlet": (lambda a: D.Dirichlet(a), ([2.3, 1.0],), ([1.5, 2.0],)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_divergences(name):
    """Against means of log a(x) - log b(x) over samples of a."""
    make, first, second = PAIRS[name]
    both = [np.asarray(p) for p in (*first, *second)]
    k = len(first)
    got = in_three_modes(lambda *p: make(*p[:k]).kl_divergence(make(*p[k:])), *both)
    a, b = make(*both[:k]), make(*both[k:])
    x = a.sample(40000, seed=5)
    difference = (a.log_prob(x) - b.log_prob(x)).numpy()
    error = difference.std() / 200
    assert abs(difference.mean() - got) < 4.5 * error
    entropy = a.cross_entropy(b).numpy()
    np.testing.assert_allclose(entropy, a.entropy().numpy() + got, rtol=1e-6)
    np.testing.assert_allclose(D.kl_divergence(a, a).numpy(), 0, atol=1e-12)


def test_registered_divergences():
    class Mine(D.Normal):
        pass

    normal = D.Normal(0.0, 1.0)
    assert D.kl_divergence(Mine(1.0, 1.0), normal).numpy() == 0.5  # the nearest pair's rule

    @D.RegisterKL(Mine, D.Normal)
    def rule(a, b, name=None):
        return a.loc * np.nan

    with pytest.raises(ValueError, match=r"KL\(Mine \|\| Normal\) has already been registered"):
        D.RegisterKL(Mine, D.Normal)(rule)
    with pytest.raises(TypeError, match="kl_fn must be callable"):
        D.RegisterKL(Mine, Mine)(3)
    assert np.isnan(D.kl_divergence(Mine(1.0, 1.0), normal).numpy())
    with pytest.raises(tf.errors.InvalidArgumentError, match="returned NaN values"):
        D.kl_divergence(Mine(1.0, 1.0), normal, allow_nan_stats=False)
    with pytest.raises(NotImplementedError, match=r"No KL\(distribution_a \|\| distribution_b\)"):
        D.kl_divergence(normal, D.Gamma(1.0, 1.0))


def test_what_all_distributions_say_of_themselves():
    normal = D.Normal([0.0, 1.0], scale=2.0, name="N")
    assert str(normal) == (
        'tfp.distributions.Normal("N/", batch_shape=(2,), event_shape=(), dtype=float32)'
    )
    assert repr(normal) == (
        "<tfp.distributions.Normal 'N/' batch_shape=(2,) event_shape=() dtype=float32>"
    )
    assert normal.parameters == {
        "loc": [0.0, 1.0], "scale": 2.0, "validate_args": False, "allow_nan_stats": True,
        "name": "N",
    }  # fmt: skip
    assert normal.copy(loc=3.0).mean().numpy() == 3.0
    assert not normal.is_scalar_batch().numpy() and normal.is_scalar_event().numpy()
    shapes = D.Normal.param_static_shapes([2, 3])
    assert shapes == {"loc": tf.TensorShape([2, 3]), "scale": tf.TensorShape([2, 3])}
    assert [*D.Exponential.param_shapes([2])] == ["rate"]
    with pytest.raises(ValueError, match="TensorShape sample_shape must be fully defined"):
        D.Normal.param_static_shapes(tf.TensorShape([None]))
    with pytest.raises(ValueError, match="Graph parent item 0 is not a Tensor; 3."):
        D.Distribution(tf.float32, D.NOT_REPARAMETERIZED, False, True, graph_parents=[3])
    with pytest.raises(NotImplementedError, match="covariance is not implemented: Normal"):
        normal.covariance()
    with pytest.raises(ValueError, match="Input is neither scalar nor vector."):
        normal.sample([[2]])
    with pytest.raises(ValueError, match="must be of the same type"):
        D.Normal(tf.constant(0.0, tf.float64), tf.constant(1.0))


def test_a_program_s_own_distribution():
    class Point(D.Distribution):
        """All samples are one value."""

        def __init__(self, at):
            super().__init__(tf.float32, D.FULLY_REPARAMETERIZED, False, True, {"at": at})
            self._at = tf.convert_to_tensor(at)

        def _batch_shape(self):
            return self._at.shape

        def _event_shape(self):
            return tf.TensorShape([])

        def _sample_n(self, n, seed=None):
            return tf.tile(self._at[None], [n] + [1] * self._at.shape.ndims)

        def _prob(self, x):
            return tf.to_float(tf.equal(x, self._at))

        def _stddev(self):
            return tf.zeros_like(self._at)

    point = Point([1.0, 2.0])
    assert point.sample([2, 1]).numpy().tolist() == [[[1.0, 2.0]], [[1.0, 2.0]]]
    assert point.log_prob([1.0, 0.0]).numpy().tolist() == [0.0, -np.inf]
    assert point.variance().numpy().tolist() == [0.0, 0.0] and point.name == "Point/"
    with pytest.raises(NotImplementedError, match="^cdf is not implemented: Point$"):
        point.cdf(1.0)


CHECKED = [
    (lambda: D.Normal(0.0, -1.0, validate_args=True), "x > 0"),
    (lambda: D.Uniform(1.0, 0.0, validate_args=True), "uniform not defined when low >= high"),
    (lambda: D.Beta(-1.0, 1.0, validate_args=True), "Concentration parameter must be positive"),
    (lambda: D.Dirichlet([1.0, -1.0], validate_args=True), "must be positive"),
    (lambda: D.Gamma(1.0, 1.0, validate_args=True).prob(-1.0), "x > 0"),
    (lambda: D.Beta(1.0, 1.0, validate_args=True).prob(1.5), "sample must be less than `1`"),
    (lambda: D.Bernoulli(probs=1.5, validate_args=True), "components greater than 1"),
    (lambda: D.Bernoulli(probs=0.5, validate_args=True).prob(0.5), "bool-equivalent"),
    (lambda: D.Categorical(probs=[0.5, 0.6], validate_args=True), "probs does not sum to 1"),
    (lambda: D.Dirichlet([1.0, 2.0], validate_args=True).prob([0.5, 0.6]), "must sum to `1`"),
    (
        lambda: D.Multinomial(3.0, [0.5, 0.6], validate_args=True).prob([1.0, 1.0]),
        "counts must sum to",
    ),
    (lambda: D.StudentT(0.5, 0.0, 1.0, allow_nan_stats=False).mean(), "mean not defined"),
    (lambda: D.Gamma(0.5, 1.0, allow_nan_stats=False).mode(), "mode not defined"),
    (lambda: D.Beta(0.5, 1.0, allow_nan_stats=False).mode(), "Mode undefined"),
]


@pytest.mark.parametrize(("make", "text"), CHECKED)
def test_what_validate_args_finds(make, text):
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        make()
    with tf.Graph().as_default(), tf.Session() as session:
        wanted = pytest.raises(tf.errors.InvalidArgumentError, match=text)
        with wanted:
            made = make()
            session.run(made.entropy() if isinstance(made, D.Distribution) else made)


def test_wrong_probabilities():
    with pytest.raises(ValueError, match="Must pass probs or logits, but not both."):
        D.Bernoulli()
    with pytest.raises(ValueError, match="Must pass probs or logits, but not both."):
        D.Categorical([0.5, 0.5], [0.5, 0.5])
    with pytest.raises(TypeError, match="probs must having floating type."):
        D.Bernoulli(probs=1)
    with pytest.raises(ValueError, match="must have at least 2 events"):
        D.Categorical([0.5], validate_args=True)


def test_names_in_graphs():
    with tf.Graph().as_default():
        normal = D.Normal(0.0, [1.0])
        assert (normal.name, normal.loc.name) == ("Normal/", "Normal/loc:0")
        assert normal.log_prob(0.5).name == "Normal/log_prob/sub:0"
        assert normal.cdf(0.5).name == "Normal/cdf/ndtr/mul_1:0"
        assert normal.sample(3).name == "Normal/sample/Reshape:0"
        other = D.Normal(0.0, 1.0)
        assert other.name == "Normal_1/"
        name = "Normal/kl_divergence/KullbackLeibler/kl_normal_normal/add:0"
        assert normal.kl_divergence(other).name == name


def test_shapes_of_samples_in_graphs():
    with tf.Graph().as_default():
        loc = tf.placeholder(tf.float32, [None, 3])
        normal = D.Normal(loc, 1.0)
        assert normal.batch_shape.as_list() == [None, 3]
        assert normal.sample([4, 2]).shape.as_list() == [4, 2, None, 3]
        assert normal.sample(tf.placeholder(tf.int32, [1])).shape.as_list() == [None, None, 3]
        shape = tf.placeholder(tf.int32, None)
        with tf.Session() as session:
            drawn = normal.sample(shape)
            fed = np.zeros([2, 3], np.float32)
            assert session.run(drawn, {loc: fed, shape: 5}).shape == (5, 2, 3)
            assert session.run(drawn, {loc: fed, shape: [5, 1]}).shape == (5, 1, 2, 3)
