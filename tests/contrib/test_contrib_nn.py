"""tf.contrib.nn."""

import numpy as np
import pytest

import zeal as tf

nn = tf.contrib.nn


def test_alpha_dropout_keeps_mean_and_deviation():
    tf.set_random_seed(3)
    x = tf.random_normal([200, 100])
    for keep in (0.3, tf.constant(0.8)):
        y = nn.alpha_dropout(x, keep).numpy()
        assert abs(y.mean()) < 0.03 and abs(y.std() - 1) < 0.03
    by_rows = nn.alpha_dropout(tf.zeros([6, 4]), 0.5, noise_shape=[6, 1]).numpy()
    assert np.all(by_rows == by_rows[:, :1])
    assert nn.alpha_dropout(x, 1.0) is x and nn.alpha_dropout(x, tf.constant(1.0)) is x


@pytest.mark.parametrize("keep", [-1.0, 0.0, 1.1, [0.5, 0.5]])
def test_alpha_dropout_refuses(keep):
    with pytest.raises(ValueError):
        nn.alpha_dropout(tf.zeros([3]), keep)


def test_scaled_softplus():
    x, alpha = np.array([-300.0, -1.0, 0.5, 300.0]), 0.5
    want = alpha * np.logaddexp(0, x / alpha)
    assert np.allclose(nn.scaled_softplus(x, alpha).numpy(), want)
    clipped = nn.scaled_softplus(x, alpha, 0.1).numpy()
    assert np.allclose(clipped, np.minimum(want, 0.1))
    a = tf.constant(alpha, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(a)
        total = tf.reduce_sum(nn.scaled_softplus(x, a))
    step = 1e-6
    higher, lower = ((a + d) * np.logaddexp(0, x / (alpha + d)) for d in (step, -step))
    assert np.allclose(tape.gradient(total, a).numpy(), np.sum(higher - lower) / (2 * step))


def test_rank_sampled_loss_keeps_the_best_classes():
    rng = np.random.RandomState(1)
    weights, biases = rng.randn(9, 4).astype("f"), rng.randn(9).astype("f")
    inputs, labels = rng.randn(3, 4).astype("f"), [[0], [1], [2]]
    sampled, expected = np.arange(3, 9), rng.rand(6).astype("f")
    scores = np.log(np.exp(weights[3:] @ (inputs / 0.5).T).sum(1)) + biases[3:] / 0.5
    best = np.argsort(-scores)[:2]
    true = np.ones([3, 1], np.float32)
    want = tf.nn.sampled_softmax_loss(
        weights, biases, labels, inputs, 2, 9, sampled_values=(sampled[best], true, expected[best])
    )
    got = nn.rank_sampled_softmax_loss(
        weights, biases, labels, inputs, 6, 2, 9, 1, (sampled, true, expected), 0.5, True, "div"
    )
    assert np.allclose(got.numpy(), want.numpy(), 1e-5)
    for numbers, words in [((9, 2, 8), "num_sampled"), ((3, 3, 8), "num_resampled")]:
        with pytest.raises(ValueError, match=words):
            nn.rank_sampled_softmax_loss(
                weights, biases, labels, inputs, *numbers, 1, None, 0.5, True, "div"
            )
