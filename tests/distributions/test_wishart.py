"""The Wishart distribution against SciPy, in three modes."""

import numpy as np
import pytest
import scipy.stats

import zeal as tf

D = tf.contrib.distributions
_random = np.random.RandomState(0)
_root = _random.normal(size=(3, 3))
SCALE = _root @ _root.T + 3 * np.eye(3)
FACTOR = np.linalg.cholesky(SCALE)
REFERENCE = scipy.stats.wishart(5, SCALE)
VALUES = REFERENCE.rvs(4, random_state=1)


def made():
    return [D.WishartFull(np.float64(5), SCALE), D.WishartCholesky(np.float64(5), FACTOR)]


def test_densities_and_statistics_are_scipys():
    for d in made():
        np.testing.assert_allclose(
            d.log_prob(VALUES).numpy(), REFERENCE.logpdf(VALUES.transpose(1, 2, 0)), rtol=1e-9
        )
        np.testing.assert_allclose(d.mean().numpy(), REFERENCE.mean(), rtol=1e-9)
        np.testing.assert_allclose(d.mode().numpy(), REFERENCE.mode(), rtol=1e-9)
        np.testing.assert_allclose(d.variance().numpy(), REFERENCE.var(), rtol=1e-9)
        np.testing.assert_allclose(d.entropy().numpy(), REFERENCE.entropy(), rtol=1e-9)
        assert d.event_shape.as_list() == [3, 3] and d.batch_shape.as_list() == []


def test_in_graphs_and_traced():
    with tf.Graph().as_default(), tf.Session() as session:
        scale = tf.placeholder(tf.float64, [None, None])
        d = D.WishartFull(tf.constant(5.0, tf.float64), scale, validate_args=True)
        found = session.run([d.log_prob(VALUES), d.sample(7, seed=1)], {scale: SCALE})
        np.testing.assert_allclose(found[0], REFERENCE.logpdf(VALUES.transpose(1, 2, 0)))
        assert found[1].shape == (7, 3, 3)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Degrees of freedom"):
            session.run(d.mean(), {scale: np.eye(6)})
    density = tf.function(lambda x: made()[0].log_prob(x))
    np.testing.assert_allclose(
        density(tf.constant(VALUES)).numpy(), REFERENCE.logpdf(VALUES.transpose(1, 2, 0))
    )


def test_samples_have_the_mean_and_logarithm_of_the_determinant():
    d = D.WishartCholesky(np.float64(5), FACTOR)
    x = d.sample(40000, seed=3).numpy()
    np.testing.assert_allclose(x.mean(0), 5 * SCALE, rtol=0.05, atol=0.3)
    logs = np.linalg.slogdet(x)[1]
    assert abs(logs.mean() - d.mean_log_det().numpy()) < 0.05
    factors = D.WishartCholesky(np.float64(5), FACTOR, cholesky_input_output_matrices=True)
    y = factors.sample(5, seed=3).numpy()
    assert not np.triu(y, 1).any()
    np.testing.assert_allclose(
        factors.log_prob(y).numpy(), d.log_prob(y @ y.transpose(0, 2, 1)).numpy()
    )


def test_batches():
    d = D.WishartCholesky(np.array([5.0, 6.0]), np.stack([FACTOR, np.eye(3)]))
    assert d.sample([2, 4]).shape.as_list() == [2, 4, 2, 3, 3]
    values = np.stack([VALUES[:2]] * 4)
    found = d.log_prob(values).numpy()
    assert found.shape == (4, 2)
    other = scipy.stats.wishart(6, np.eye(3)).logpdf(VALUES[1])
    np.testing.assert_allclose(found[0], [REFERENCE.logpdf(VALUES[0]), other])


def test_what_it_refuses():
    with pytest.raises(ValueError, match="cannot be less than dimension"):
        D.WishartFull(2.0, np.eye(3, dtype=np.float32))
    with pytest.raises(TypeError, match="floating"):
        D.WishartCholesky(3, np.eye(3, dtype=np.int32))
    with pytest.raises(ValueError, match="std. dev."):
        D.WishartCholesky(3.0, np.eye(2, dtype=np.float32), True).stddev()
    for words, factor in {"square": np.eye(2, 3), "positive definite": -np.eye(3)}.items():
        with pytest.raises(tf.errors.InvalidArgumentError, match="scale must be " + words):
            D.WishartCholesky(5.0, tf.constant(factor, tf.float32), validate_args=True)
