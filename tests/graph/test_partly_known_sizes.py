"""Shapes that lists of numbers and placeholders tell in part, as TensorFlow 1.15.5 infers them."""

import pytest

import zeal as tf


@pytest.mark.parametrize("call, shape", [
    (lambda x, n: tf.reshape(x, [n, 37]), [None, 37]),
    (lambda x, n: tf.tile(tf.zeros([2, 3]), [n, 7]), [None, 21]),
    (lambda x, n: tf.tile(x, [n, 7]), [None, None]),
    (lambda x, n: tf.zeros([n, 3]), [None, 3]),
    (lambda x, n: tf.fill(tf.stack([n, 3]), 1.0), [None, 3]),
    (lambda x, n: tf.random.uniform([2, n]), [2, None]),
    (lambda x, n: tf.slice(tf.zeros([5, 6]), [0, 0], [n, 3]), [None, 3]),
    (lambda x, n: tf.slice(x, [0, 0], [1, -1]), [1, None]),
    (lambda x, n: tf.slice(x, [n, 0], [n, 2]), [None, 2]),
    (lambda x, n: tf.image.random_crop(x, [2, 3, 1]), [2, 3, 1]),
    (lambda x, n: tf.reshape(tf.zeros([6, 4]), [n, 4]), [6, 4]),
    (lambda x, n: tf.reshape(tf.zeros([6, 4]), [n, -1]), [None, None]),
])  # fmt: skip
@pytest.mark.parametrize("rank", [[], None])
def test_shapes(call, shape, rank):
    with tf.Graph().as_default():
        n = tf.placeholder(tf.int32, rank)
        assert call(tf.placeholder(tf.float32), n).shape.as_list() == shape


def test_sizes_beside_what_only_a_run_tells():
    """As TensorFlow's: what does not hang on the unknown operand is known."""
    with tf.Graph().as_default():
        edges, axis = tf.placeholder(tf.int32, [2, 2]), tf.placeholder(tf.int32, [])
        batch = tf.space_to_batch_nd(tf.zeros([3, 2, 3, 2]), [2, 3], edges)
        images = tf.batch_to_space_nd(tf.zeros([18, 3, 4, 2]), [2, 3], edges)
        picked = tf.gather(tf.zeros([2, 3]), [[0, 1]], axis=axis)
    shapes = [x.shape.as_list() for x in (batch, images, picked)]
    assert shapes == [[18, None, None, 2], [3, None, None, 2], [None, None, None]]
