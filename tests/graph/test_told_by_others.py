"""Static shapes, and weights, that an op's other inputs tell: captured from TensorFlow 1.15.5."""

import numpy as np
import pytest

import zeal as tf

OPEN = None


def placeholder(shape, dtype=tf.float32):
    return tf.placeholder(dtype, shape)


def select(of, x, y):
    return tf.where(placeholder(of, tf.bool), placeholder(x), placeholder(y))


def normalized(x):
    return tf.nn.fused_batch_norm(x, np.ones(4, "f"), np.ones(4, "f"))[0]


@pytest.mark.parametrize("make, shape", [
    (lambda: select([OPEN, 4], [3, 4], OPEN), [3, 4]),
    (lambda: select([OPEN], OPEN, [3, 4]), [3, 4]),
    (lambda: select(OPEN, [OPEN, 4], [3, OPEN]), [3, 4]),
    (lambda: tf.nn.bias_add(placeholder([OPEN, OPEN]), np.zeros(4, "f")), [OPEN, 4]),
    (lambda: normalized(placeholder(OPEN)), [OPEN] * 3 + [4]),
])  # fmt: skip
def test_shapes(make, shape):
    with tf.Graph().as_default():
        assert make().shape.as_list() == shape


@pytest.mark.parametrize("size", [[3, 4], [OPEN, OPEN], OPEN])
def test_weights_meet_losses_when_run(size):
    losses, weights = np.arange(12.0).reshape(3, 4), np.linspace(0.5, 1.5, 12).reshape(3, 4)
    with tf.Graph().as_default(), tf.Session() as session:
        x, w = placeholder(size), placeholder(OPEN)
        average = tf.nn.compute_average_loss(x, w)
        weighted = tf.nn.weighted_cross_entropy_with_logits(w, x, 2.0)
        found = session.run([average, tf.shape(weighted)], {x: losses, w: weights})
        rows = session.run(average, {x: losses, w: [[1], [2], [0]]})
        few = session.run(average, {x: losses, w: [1, 2, 0]})
    assert found[0] == pytest.approx((losses * weights).sum() / 3)
    assert found[1].tolist() == [3, 4]
    assert rows == few == pytest.approx((losses.sum(1) * [1, 2, 0]).sum() / 3)


def test_a_derivative_of_indices_alone():
    with tf.Graph().as_default():
        index = tf.placeholder(tf.int32, [2])
        scattered = tf.raw_ops.TensorListScatterV2(
            tensor=[[1.0], [2.0]], indices=index, element_shape=[1], num_elements=-1
        )
        rows = tf.raw_ops.TensorListStack(
            input_handle=scattered, element_shape=[1], element_dtype=tf.float32
        )
        assert tf.gradients(rows, index) == [None]


@pytest.mark.parametrize("shape", [[], [3], OPEN])
def test_what_flows_back_of_another_rank_is_refused_when_run(shape):
    with tf.Graph().as_default(), tf.Session() as session:
        sizes, flow = tf.placeholder(tf.int32, [4]), placeholder(shape)
        y = tf.nn.conv2d_backprop_input(sizes, np.ones([2, 2, 1, 1], "f"), flow, [1] * 4, "SAME")
        assert y.shape.as_list() == [OPEN] * 4
        with pytest.raises(tf.errors.InvalidArgumentError, match="out_backprop must be 4-dim"):
            session.run(y, {sizes: [1, 3, 3, 1], flow: np.ones(shape or [], "f")})
