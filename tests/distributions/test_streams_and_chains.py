"""Moving averages, conjugates, numbers drawn in turn, sinh-arcsinh, checks of bijectors."""

import numpy as np
import pytest

import zeal as tf

D = tf.contrib.distributions
B = D.bijectors
ERRORS = tf.errors.InvalidArgumentError


def test_assign_moving_mean_variance():
    mean, variance = tf.Variable(1.0), tf.Variable(4.0)
    found = D.assign_moving_mean_variance(mean, variance, 3.0, 0.9)
    assert [float(x) for x in found] == pytest.approx([1.2, 0.9 * (4 + 0.1 * 4)])
    assert (float(mean), float(variance)) == pytest.approx([1.2, 3.96])
    with pytest.raises(TypeError, match=r"mean_var.base_dtype\(float32\) != variance_var"):
        D.assign_moving_mean_variance(mean, tf.Variable(np.float64(1)), 1.0, 0.5)
    with pytest.raises(TypeError, match="does not have float type"):
        D.assign_moving_mean_variance(tf.Variable(1), tf.Variable(1), 1, 1)


def test_moving_mean_variance_in_a_graph():
    with tf.Graph().as_default(), tf.Session() as session:
        value = tf.placeholder(tf.float64, [2])
        updated = D.moving_mean_variance(value, 0.8, name="stream")
        assert [v.op.name for v in tf.global_variables()] == [
            "stream/moving_variance", "stream/moving_mean"
        ]  # fmt: skip
        session.run(tf.global_variables_initializer())
        mean, variance = np.zeros(2), np.zeros(2)
        for x in np.random.RandomState(0).randn(4, 2):
            delta = x - mean
            variance = 0.8 * (variance + 0.2 * delta**2)
            mean = mean + 0.2 * delta
            np.testing.assert_allclose(session.run(updated, {value: x}), [mean, variance])


def test_assign_log_moving_mean_exp():
    log_mean = tf.Variable(np.log([2.0, 3.0]))
    D.assign_log_moving_mean_exp(log_mean, np.log([4.0, 1e-300]), 0.25)
    np.testing.assert_allclose(np.exp(log_mean.numpy()), [3.5, 0.75])


def test_normal_conjugates():
    x = np.array([1.0, 2.0, 4.0])
    prior = D.Normal(np.float64(0.5), np.float64(2))
    posterior = D.normal_conjugates_known_scale_posterior(prior, 1.5, x.sum(), 3)
    grid = np.linspace(-20, 20, 40001)
    weights = np.exp(-((grid - 0.5) ** 2) / 8 - ((x[:, None] - grid) ** 2).sum(0) / 4.5)
    mean = np.average(grid, weights=weights)
    variance = np.average((grid - mean) ** 2, weights=weights)
    np.testing.assert_allclose([posterior.mean(), posterior.variance()], [mean, variance])
    following = D.normal_conjugates_known_scale_predictive(prior, 1.5, x.sum(), 3)
    np.testing.assert_allclose(
        [following.mean(), following.variance()], [mean, variance + 2.25]
    )
    with pytest.raises(TypeError, match="does not match prior dtype"):
        D.normal_conjugates_known_scale_posterior(prior, 1.5, np.float32(1), 3)
    with pytest.raises(TypeError, match="an instance of type Normal"):
        D.normal_conjugates_known_scale_posterior(D.Laplace(0.0, 1.0), 1.5, 1.0, 3)


def walk(x):
    before = tf.pad(x[..., :-1], [[0, 0]] * (len(x.shape) - 1) + [[1, 0]])
    return D.MultivariateNormalDiag(before, tf.ones([3]))


def test_autoregressive():
    d = D.Autoregressive(walk, tf.zeros([3]))
    assert d.num_steps == 3 and d.event_shape == [3] and d.batch_shape == []
    x = np.float32([0.5, 2.0, -1.0])
    steps = np.diff(np.concatenate([[0], x]))
    expected = -0.5 * (steps**2).sum() - 1.5 * np.log(2 * np.pi)
    assert float(d.log_prob(x)) == pytest.approx(expected, rel=1e-6)
    with tf.Graph().as_default(), tf.Session() as session:
        samples = session.run(D.Autoregressive(walk, tf.zeros([3])).sample(20000, seed=1))
    np.testing.assert_allclose(samples.var(0), [1, 2, 3], rtol=0.05)
    with pytest.raises(ValueError, match=r"num_steps \(0\) must be at least 1."):
        D.Autoregressive(walk, tf.zeros([3]), num_steps=0)


def test_vector_sinh_arcsinh():
    plain = D.VectorSinhArcsinhDiag([1.0, 2.0], [0.5, 3.0])
    normal = D.MultivariateNormalDiag([1.0, 2.0], [0.5, 3.0])
    x = np.float32([[0.0, 1.0], [2.0, -3.0]])
    np.testing.assert_allclose(plain.log_prob(x), normal.log_prob(x), rtol=1e-5)
    heavy = {"skewness": 0.3, "tailweight": 1.5}
    vector = D.VectorSinhArcsinhDiag([1.0, 2.0], [0.5, 3.0], **heavy)
    numbers = D.SinhArcsinh([1.0, 2.0], [0.5, 3.0], **heavy)
    np.testing.assert_allclose(
        vector.log_prob(x), numbers.log_prob(x).numpy().sum(-1), rtol=1e-5
    )
    assert vector.sample(5).shape == (5, 2)


def test_sinh_arcsinh_of_another_distribution_has_the_shape_of_its_parameters():
    base = D.Laplace(np.float64(0), np.float64(1))
    loc, scale = np.arange(3.0), np.arange(1.0, 4.0)
    d = D.SinhArcsinh(loc, scale, distribution=base)
    assert d.batch_shape == [3] and d.sample(7).shape == (7, 3)
    np.testing.assert_allclose(d.prob(loc + 1), D.Laplace(loc, scale).prob(loc + 1))


@pytest.mark.parametrize("training", [True, False])
def test_batch_normalization(training):
    flow = B.BatchNormalization(training=training)
    y = np.float32(np.random.RandomState(1).randn(50, 3) * [1, 2, 3] + 4)
    x = flow.inverse(y).numpy()
    mean, var = (y.mean(0), y.var(0)) if training else (0.0, np.ones(3))
    np.testing.assert_allclose(x, (y - mean) / np.sqrt(var + 1e-3), rtol=1e-4, atol=1e-5)
    found = float(flow.inverse_log_det_jacobian(y, 1))
    assert found == pytest.approx(-0.5 * np.log(var + 1e-3).sum(), rel=1e-4)
    layer = flow.batchnorm
    moving = layer.moving_mean.numpy(), layer.moving_variance.numpy()
    expected = x * np.sqrt(moving[1] + 1e-3) + moving[0]
    np.testing.assert_allclose(flow.forward(x), expected, rtol=1e-4, atol=1e-5)
    if not training:
        np.testing.assert_allclose(flow.forward(x), y, rtol=1e-4, atol=1e-5)
        ahead = float(flow.forward_log_det_jacobian(x, 1))
        assert ahead == pytest.approx(-found, rel=1e-6)


def test_batch_normalization_refuses_other_layers():
    for layer, words in (
        (tf.layers.Dense(1), "must be an instance of BatchNormalization"),
        (tf.layers.BatchNormalization(renorm=True), "does not support renormalization"),
        (tf.layers.BatchNormalization(virtual_batch_size=2), "virtual batch sizes"),
    ):
        with pytest.raises(ValueError, match=words):
            B.BatchNormalization(layer)


def test_reshape_checks_shapes_that_only_the_run_knows():
    with tf.Graph().as_default(), tf.Session() as session:
        out, into = tf.placeholder(tf.int32, [3]), tf.placeholder(tf.int32, [2])
        flow = B.Reshape(out, into, validate_args=True)
        y = flow.forward(tf.ones([4, 2, 3]))
        assert session.run(y, {into: [2, 3], out: [1, -1, 1]}).shape == (4, 1, 6, 1)
        for given, words in (
            ({into: [2, 3], out: [-1, 6, -1]}, "must have at most one `-1`."),
            ({into: [2, 3], out: [1, 6, -2]}, "must be either positive integers or `-1`."),
            ({into: [3, 2], out: [1, 6, 1]}, "Input `event_shape` does not match `event_shape_in`"),
        ):
            with pytest.raises(ERRORS, match=words):
                session.run(y, given)


@pytest.mark.parametrize(
    "made",
    [
        lambda: D.MultivariateNormalDiag([0.0, 1.0], [1.0, 0.0], validate_args=True),
        lambda: D.MultivariateNormalTriL([0.0], [[0.0]], validate_args=True),
        lambda: D.VectorLaplaceDiag([0.0, 1.0], [1.0, 0.0], validate_args=True),
        lambda: D.VectorExponentialDiag([0.0, 1.0], [1.0, 0.0], validate_args=True),
    ],
)
def test_singular_scales_are_refused_where_they_are_used(made):
    with pytest.raises(ERRORS, match="Singular operator"):
        made().sample()


def test_small_differences():
    with pytest.raises(ERRORS, match="Entropy is undefined"):
        D.Geometric(probs=1.0, validate_args=True).entropy()
    d = D.MultivariateNormalDiagPlusLowRank(np.zeros(2), scale_perturb_factor=np.ones([2, 1]))
    np.testing.assert_allclose(d.covariance(), [[5, 4], [4, 5]])
    shift = B.Inline(
        lambda x: x, lambda y: y, lambda y: tf.constant(0), lambda x: tf.constant(0),
        forward_min_event_ndims=0, is_constant_jacobian=True,
    )  # fmt: skip
    moved = D.TransformedDistribution(D.Normal(0.0, 1.0), shift)
    assert float(moved.entropy()) == pytest.approx(0.5 * np.log(2 * np.pi * np.e))
