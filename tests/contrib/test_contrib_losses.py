"""tf.contrib.losses against NumPy, with TensorFlow 1.15's numbers."""

import numpy as np
import pytest

import zeal as tf

L = tf.contrib.losses
RNG = np.random.RandomState(3)
X, Y = (RNG.uniform(0.1, 0.9, (4, 3)).astype(np.float32) for _ in range(2))
ONE = np.eye(3, dtype=np.float32)[[0, 2, 1, 1]]
ROWS = np.array([1, 0, 2, 1], np.float32)


def losses_of(w):
    return [
        L.absolute_difference(X, Y, w), L.mean_squared_error(X, Y, w), L.log_loss(X, Y, w),
        L.sigmoid_cross_entropy(X, ONE, w, 0.1), L.softmax_cross_entropy(X, ONE, w, 0.1),
        L.sparse_softmax_cross_entropy(X, [0, 2, 1, 1], w), L.cosine_distance(X, Y, 1, w),
        L.mean_pairwise_squared_error(X, Y, w),
    ]  # fmt: skip


# TensorFlow 1.15's.
PLAIN = [0.249083, 0.088282, 0.835125, 0.792679, 1.113336, 1.114064, 0.430381, 0.459879]
BY_ROW = [0.268746, 0.063633, 1.009162, 1.015664, 1.493626, 1.495942, 0.778089, 0.269069]


@pytest.mark.parametrize(("weights", "want"), [(1.0, PLAIN), (ROWS, BY_ROW), (0.0, [0.0] * 8)])
def test_weighted_losses(weights, want):
    eager = [x.numpy() for x in losses_of(weights)]
    np.testing.assert_allclose(eager, want, rtol=1e-5)
    with tf.Graph().as_default(), tf.Session() as session:
        made = losses_of(weights)
        np.testing.assert_allclose(session.run(made), want, rtol=1e-5)
        np.testing.assert_allclose(session.run(L.get_total_loss()), sum(want), rtol=1e-5)
        assert L.get_losses() == made
        assert made[0].name == "absolute_difference/value:0"


def test_means_are_over_what_counts():
    mask = np.array([[1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 0, 1]], np.float32)
    want = (abs(X - Y) * mask).sum() / mask.sum()
    np.testing.assert_allclose(L.absolute_difference(X, Y, mask).numpy(), want, rtol=1e-6)
    column = L.mean_squared_error(X, Y, ROWS[:, None]).numpy()
    np.testing.assert_allclose(column, L.mean_squared_error(X, Y, ROWS).numpy())
    np.testing.assert_allclose(L.hinge_loss(X, ONE).numpy(), np.maximum(0, 1 - (2 * ONE - 1) * X))
    with pytest.raises(ValueError, match="are incompatible"):
        L.mean_squared_error(X, Y[:, :2])
    with pytest.raises(ValueError, match="You must specify 'axis'"):
        L.cosine_distance(X, Y)


M = L.metric_learning
ROWS_A, ROWS_B = (RNG.uniform(-1, 1, (8, 3)).astype(np.float32) for _ in range(2))
CLASSES = np.array([0, 1, 0, 2, 1, 0, 3, 2])


def triplets(x, margin):
    """By its definition, triplet after triplet."""
    far = ((x[:, None] - x[None]) ** 2).sum(-1)
    losses = []
    for a in range(8):
        others = far[a][CLASSES[a] != CLASSES]
        for p in np.flatnonzero(CLASSES[a] == CLASSES):
            outside = others[others > far[a, p]]
            negative = outside.min() if len(outside) else others.max()
            if p != a:
                losses.append(max(0.0, margin + far[a, p] - negative))
    return np.mean(losses)


def lifted(x, margin):
    far = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))
    losses = []
    for i in range(8):
        for j in range(i + 1, 8):
            if CLASSES[i] == CLASSES[j]:
                rows = [np.exp(margin - far[k][CLASSES[k] != CLASSES]).sum() for k in (i, j)]
                losses.append(max(0.0, np.log(sum(rows)) + far[i, j]) ** 2)
    return np.mean(losses) / 2


@pytest.mark.parametrize("margin", [0.3, 1.0])
def test_losses_of_embeddings(margin):
    far = np.sqrt(((ROWS_A - ROWS_B) ** 2).sum(1))
    contrast = np.where(CLASSES % 2, far**2, np.maximum(margin - far, 0) ** 2).mean()
    same = (CLASSES[:, None] == CLASSES[None]) * 1.0
    products = ROWS_A @ ROWS_B.T
    logs = products - np.log(np.exp(products).sum(1, keepdims=True))
    pairs = -(same / same.sum(1, keepdims=True) * logs).sum(1).mean()
    pairs += 0.025 * ((ROWS_A**2).sum(1).mean() + (ROWS_B**2).sum(1).mean())
    made = [
        (lambda a, b: M.contrastive_loss(CLASSES % 2, a, b, margin), contrast),
        (lambda a, b: M.triplet_semihard_loss(CLASSES, a, margin), triplets(ROWS_A, margin)),
        (lambda a, b: M.npairs_loss(CLASSES, a, b, 0.1), pairs),
        (lambda a, b: M.lifted_struct_loss(CLASSES, a, margin), lifted(ROWS_A, margin)),
    ]
    for loss, want in made:
        np.testing.assert_allclose(loss(ROWS_A, ROWS_B).numpy(), want, rtol=1e-5)
        a = tf.constant(ROWS_A)
        traced = tf.function(loss, input_signature=[tf.TensorSpec([None, None], tf.float32)] * 2)
        with tf.GradientTape() as tape:
            tape.watch(a)
            value = traced(a, ROWS_B)
        np.testing.assert_allclose(value.numpy(), want, rtol=1e-5)
        assert np.isfinite(tape.gradient(value, a).numpy()).all()


def test_log_poisson_loss():
    z, c = np.array([0.0, 0.5, 1.0, 3.0, 20.0]), np.array([0.3, -1.0, 2.0, 1.0, 3.0])
    want = np.exp(c) - z * c
    np.testing.assert_allclose(tf.nn.log_poisson_loss(z, c).numpy(), want)
    with np.errstate(divide="ignore", invalid="ignore"):
        stirling = z * np.log(z) - z + 0.5 * np.log(2 * np.pi * z)
    full = want + np.where(z <= 1, 0, stirling)
    run = tf.function(lambda z, c: tf.nn.log_poisson_loss(z, c, compute_full_loss=True))
    for got in (run(z, c), tf.nn.log_poisson_loss(z, c, True)):
        np.testing.assert_allclose(got.numpy(), full)
    with pytest.raises(ValueError, match="must have the same shape"):
        tf.nn.log_poisson_loss(z, c[:2])


def test_scopes_say_where_losses_go():
    losses = tf.contrib.losses
    with tf.Graph().as_default():
        with tf.contrib.framework.arg_scope([losses.add_loss], loss_collection=None):
            losses.add_loss(tf.constant(1.0))
            losses.absolute_difference(tf.constant([1.0]), tf.constant([2.0]))
        assert not losses.get_losses()
        losses.add_loss(tf.constant(1.0))
        assert len(losses.get_losses()) == 1
