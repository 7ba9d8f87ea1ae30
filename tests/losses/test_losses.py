"""Losses against NumPy, and numbers that TensorFlow 1.15 gives."""

import numpy as np
import pytest

import zeal as tf

losses, R = tf.losses, tf.losses.Reduction
LOGITS = np.array([[1.0, 2.0, 3.0], [0.0, 5.0, 1.0]], np.float32)
LABELS = np.array([2, 0])


def entropy(labels=LABELS, logits=LOGITS):
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    p = shifted / shifted.sum(-1, keepdims=True)
    return -np.log(np.take_along_axis(p, labels[..., None], -1))[..., 0]


def test_sparse_softmax_cross_entropy():
    loss = losses.sparse_softmax_cross_entropy
    want = entropy()
    for labels in (LABELS, LABELS[:, None], tf.constant(LABELS), LABELS.tolist()):
        np.testing.assert_allclose(loss(labels, LOGITS).numpy(), want.mean(), rtol=1e-6)
        np.testing.assert_allclose(
            loss(labels, tf.constant(LOGITS)).numpy(), want.mean(), rtol=1e-6
        )
    cube = np.random.RandomState(0).randn(2, 3, 4).astype("float32")
    labels = np.array([[0, 1, 2], [3, 2, 1]])
    np.testing.assert_allclose(
        loss(labels, cube).numpy(), entropy(labels, cube).mean(), rtol=1e-6
    )
    np.testing.assert_allclose(loss(LABELS, LOGITS, weights=2.0).numpy(), 2 * want.mean(), 1e-6)
    np.testing.assert_allclose(loss(LABELS, LOGITS, [1.0, 0.0]).numpy(), want[0], rtol=1e-6)
    np.testing.assert_allclose(loss(LABELS, LOGITS, [[1.0], [2.0]]).numpy(), 5.228548, rtol=1e-6)
    assert loss(LABELS, LOGITS, weights=0.0).numpy() == 0
    assert loss(tf.zeros([0], tf.int32), tf.zeros([0, 3])).numpy() == 0
    assert loss(labels=tf.constant(LABELS), logits=tf.constant(LOGITS)).shape == []


def test_reductions():
    want, weights = entropy(), np.array([1.0, 0.5], np.float32)
    for key, value in {
        R.NONE: want * weights, R.SUM: (want * weights).sum(),
        R.MEAN: (want * weights).sum() / 1.5, R.SUM_OVER_BATCH_SIZE: (want * weights).mean(),
        R.SUM_BY_NONZERO_WEIGHTS: (want * weights).mean(),
    }.items():
        got = losses.sparse_softmax_cross_entropy(LABELS, LOGITS, weights, reduction=key)
        np.testing.assert_allclose(got.numpy(), value, rtol=1e-6)
    with pytest.raises(ValueError, match="Invalid Reduction Key"):
        losses.sparse_softmax_cross_entropy(LABELS, LOGITS, reduction="foo")


def test_gradients_of_the_fast_and_the_general_path():
    grads = []
    for weights in (1.0, 1, [1.0, 1.0]):
        logits = tf.constant(LOGITS)
        with tf.GradientTape() as tape:
            tape.watch(logits)
            y = losses.sparse_softmax_cross_entropy(tf.constant(LABELS), logits, weights)
        grads.append(tape.gradient(y, logits).numpy())
    p = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)
    for g in grads:
        np.testing.assert_allclose(g, (p - np.eye(3)[LABELS]) / 2, rtol=1e-5, atol=1e-7)


def test_mean_squared_error():
    mse = losses.mean_squared_error
    assert mse([1, 2], [3.0, 5.0]).numpy() == 6.5
    assert mse(np.ones((2, 2)), np.zeros((2, 2)), [[1.0], [0.0]]).numpy() == 1
    assert mse(tf.zeros([0]), tf.zeros([0])).numpy() == 0
    assert mse(np.ones(2), np.zeros(2)).dtype is tf.float32
    with pytest.raises(ValueError, match=r"Shapes \(2, 1\) and \(2,\) are incompatible"):
        mse([1.0, 2.0], [[3.0], [5.0]])
    with pytest.raises(ValueError, match=r"values.rank=2. weights.rank=1"):
        mse(np.ones((2, 2)), np.zeros((2, 2)), weights=[1.0, 0.0])
    with pytest.raises(ValueError, match="Mismatch at dim 0"):
        mse([1.0, 2.0], [3.0, 5.0], weights=[1.0, 0.0, 3.0])
    with pytest.raises(ValueError, match="labels must not be None"):
        mse(None, [3.0])


def test_the_others_give_tensorflows_numbers():
    for got, want in [
        (losses.softmax_cross_entropy([[0, 1, 0], [1, 0, 0]], LOGITS, label_smoothing=0.1),
         3.1161757 - 0.0),
        (losses.sigmoid_cross_entropy([[0, 1, 0], [1, 0, 0]], LOGITS, label_smoothing=0.1),
         1.8503169),
        (losses.absolute_difference([1.0, 2.0], [3.0, 5.0]), 2.5),
        (losses.log_loss([1.0, 0.0], [0.3, 0.5]), 0.9485597),
        (losses.hinge_loss([1.0, 0.0], [0.3, 0.5]), 1.1),
        (losses.huber_loss([1.0, 0.0], [0.3, 3.5], delta=0.5), 0.925),
        (losses.cosine_distance([[1.0, 0.0]], [[0.6, 0.8]], axis=1), 0.4),
        (losses.compute_weighted_loss([1.0, 2.0, 3.0], weights=[1.0, 0.0, 2.0]), 3.5),
        (losses.get_regularization_loss(), 0),
    ]:
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-6)
    assert losses.compute_weighted_loss(tf.constant([1, 2, 3])).numpy() == 2
    with pytest.raises(ValueError, match="incompatible"):
        losses.softmax_cross_entropy([[0, 1, 0]], LOGITS)
    with pytest.raises(ValueError, match="specify 'axis'"):
        losses.cosine_distance([1.0], [1.0])
    assert losses.get_losses() == []


def test_mean_pairwise_squared_error():
    loss = losses.mean_pairwise_squared_error
    labels = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]], np.float32)
    predictions = np.array([[2.0, 2.0, 2.0], [0.0, 1.0, 0.0]], np.float32)
    error = predictions - labels
    each = ((error[:, :, None] - error[:, None]) ** 2).sum((1, 2)) / 6  # 3 * 2 pairs
    np.testing.assert_allclose(loss(labels, predictions).numpy(), each.sum(), rtol=1e-6)
    weighted = loss(labels, predictions, [[1.0], [2.0]]).numpy()
    np.testing.assert_allclose(weighted, each @ [1, 2], rtol=1e-6)
    assert loss(labels, predictions, 0.0).numpy() == 0


def test_no_losses_are_collected():
    assert losses.add_loss(tf.constant(1.0)) is None
    with pytest.raises(ValueError, match="at least one Tensor"):
        losses.get_total_loss()


@pytest.mark.parametrize("shape", [[4], [2, 4], [1], [1, 1], [3, 2, 4, 1]])
def test_weights_of_unknown_rank_do_not_broadcast_as_numpy_would(shape):
    with tf.Graph().as_default(), tf.Session() as session:
        weights = tf.placeholder(tf.float32)
        loss = tf.losses.compute_weighted_loss(np.arange(24.0).reshape(3, 2, 4), weights)
        assert session.run(loss, {weights: 2.0}) == 23
        assert session.run(loss, {weights: np.ones([1, 1, 4])}) == 11.5
        words = "weights can not be broadcast to values"
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            session.run(loss, {weights: np.ones(shape)})


def test_pairs_want_weights_of_their_rank():
    values = np.arange(18.0).reshape(2, 3, 3)
    with tf.Graph().as_default(), tf.Session() as session:
        weights = tf.placeholder(tf.float32)
        loss = tf.losses.mean_pairwise_squared_error(values, values**2, weights)
        of_ones = session.run(loss, {weights: np.ones([2, 1, 1])})
        assert session.run(loss, {weights: 1.0}) == of_ones
        with pytest.raises(tf.errors.InvalidArgumentError, match="weights can not be broadcast"):
            session.run(loss, {weights: np.ones([3])})
