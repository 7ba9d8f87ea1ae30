"""tf.contrib.losses against tf.losses, NumPy and what TensorFlow 1.15 gives."""

import numpy as np
import pytest

import zeal as tf

losses = tf.contrib.losses
RANDOM = np.random.RandomState(0)
P, Q = RANDOM.rand(3, 4).astype("f"), RANDOM.rand(3, 4).astype("f")
WEIGHTS = [1.0, 2.0, 0.0, np.array([1, 0, 2], "f"), np.array([[1], [0], [2]], "f")]


@pytest.mark.parametrize("weights", WEIGHTS, ids=lambda w: str(np.shape(w)))
def test_weights_of_examples(weights):
    rows = np.reshape(weights, [-1, 1]) if np.ndim(weights) else weights
    for name in ("absolute_difference", "mean_squared_error", "log_loss", "sigmoid_cross_entropy"):
        found = getattr(losses, name)(P, Q, weights)
        np.testing.assert_allclose(found, getattr(tf.losses, name)(Q, P, rows), rtol=1e-6)
    flat = np.ravel(weights) if np.ndim(weights) else weights
    found = losses.softmax_cross_entropy(P, Q, weights)
    np.testing.assert_allclose(found, tf.losses.softmax_cross_entropy(Q, P, flat), rtol=1e-6)
    for labels in ([1, 0, 3], [[1], [0], [3]]):
        found = losses.sparse_softmax_cross_entropy(P, labels, weights)
        want = tf.losses.sparse_softmax_cross_entropy([1, 0, 3], P, flat)
        np.testing.assert_allclose(found, want, rtol=1e-6)


def test_pairs():
    d = P - Q
    pairs = ((d[:, :, None] - d[:, None]) ** 2).mean((1, 2))
    np.testing.assert_allclose(losses.mean_pairwise_squared_error(P, Q), pairs.sum(), rtol=1e-5)
    weighted = losses.mean_pairwise_squared_error(P, Q, np.array([1, 0, 2], "f"))
    np.testing.assert_allclose(weighted, pairs[0] + 2 * pairs[2], rtol=1e-5)


def test_the_graph_collects_them():
    with tf.Graph().as_default(), tf.Session() as session:
        one, two = losses.mean_squared_error(P, Q), losses.cosine_distance(P, Q, 1)
        hinge = losses.hinge_loss(P, np.round(Q))
        assert losses.get_losses() == [one, two]
        total, *parts, margins = session.run([losses.get_total_loss(), one, two, hinge])
        np.testing.assert_allclose(total, sum(parts), rtol=1e-6)
        np.testing.assert_allclose(parts[1], 1 - (P * Q).sum(1).mean(), rtol=1e-5)
        np.testing.assert_allclose(margins, np.maximum(0, 1 - (2 * np.round(Q) - 1) * P), rtol=1e-6)
    assert tf.contrib.slim.losses is losses


def test_weights_that_do_not_fit():
    with pytest.raises(ValueError, match="weights can not be broadcast to losses"):
        losses.sparse_softmax_cross_entropy(P, [1, 0, 3], np.ones([3, 4], "f"))
    with tf.Graph().as_default(), pytest.raises(ValueError, match="ndims cannot be None"):
        losses.compute_weighted_loss(tf.placeholder(tf.float32))
