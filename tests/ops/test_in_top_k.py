"""tf.nn.in_top_k; values and words as TensorFlow 1.15 gives them."""

import numpy as np
import pytest

import zeal as tf

SCORES = np.array(
    [[0.1, 0.9, 0.9, 0.0], [0.5, 0.5, 0.5, 0.5], [np.nan, 1, 2, 3], [3, 2, 1, np.nan],
     [np.inf, 1, 2, 3], [1, 2, 3, 0]],
    np.float32,
)  # fmt: skip


@pytest.mark.parametrize(("k", "classes", "want"), [
    (-1, [1, 1, 3, 0, 1, 2], []),
    (0, [1, 1, 3, 0, 1, 2], []),
    (1, [1, 1, 3, 0, 1, 2], [0, 1, 5]),
    (2, [0, 0, 0, 3, 0, 1], [1, 5]),
    (3, [0, 0, 0, 3, 0, 3], [0, 1]),
    (10, [7, -1, 2, 1, 3, 3], [5]),
])  # fmt: skip
@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_values(k, classes, want, dtype):
    got = tf.nn.in_top_k(SCORES, tf.constant(classes, dtype), k)
    assert got.dtype == tf.bool and np.flatnonzero(got).tolist() == want
    assert np.flatnonzero(tf.function(tf.math.in_top_k)(SCORES, classes, k)).tolist() == want
    with tf.Graph().as_default(), tf.Session() as session:
        scores, targets = tf.placeholder(tf.float32), tf.placeholder(dtype)
        op = tf.nn.in_top_k(scores, targets, k)
        assert op.name == "in_top_k/InTopKV2:0" and op.shape.as_list() == [None]
        got = session.run(op, {scores: SCORES, targets: classes})
        assert np.flatnonzero(got).tolist() == want


def test_no_classes_and_no_rows():
    assert tf.nn.in_top_k(np.zeros([2, 0], np.float32), [0, 0], 1).numpy().tolist() == [False] * 2
    assert tf.nn.in_top_k(np.zeros([0, 3], np.float32), tf.zeros([0], tf.int32), 1).shape == [0]


@pytest.mark.parametrize(("arguments", "words"), [
    ((SCORES, [1, 2], 1), "First dimension of predictions 6 must match length of targets 2"),
    ((SCORES[0], [1], 1), "predictions must be 2-dimensional"),
    ((SCORES, [[1]] * 6, 1), "targets must be 1-dimensional"),
    ((SCORES, [1] * 6, [1]), r"k must be 0-D, got shape \[1\]"),
])  # fmt: skip
def test_shapes_that_do_not_fit(arguments, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        tf.nn.in_top_k(*arguments)
    with tf.Graph().as_default(), pytest.raises(ValueError, match=words):
        tf.nn.in_top_k(*arguments)
