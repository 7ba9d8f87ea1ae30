"""tf.edit_distance; values and words as TensorFlow 1.15 gives them."""

import numpy as np
import pytest

import zeal as tf


def sparse(places, values, shape):
    return tf.SparseTensor(np.array(places, np.int64).reshape(-1, len(shape)), values, shape)


GIVEN = ([[0, 0, 0], [1, 0, 0]], ["a", "b"], [2, 1, 1])
WANTED = ([[0, 1, 0], [1, 0, 0], [1, 0, 1], [1, 1, 0]], ["a", "b", "c", "a"], [2, 2, 2])


def test_of_strings():
    a, b = sparse(*GIVEN), sparse(*WANTED)
    assert tf.edit_distance(a, b).numpy().tolist() == [[np.inf, 1.0], [0.5, 1.0]]
    assert tf.edit_distance(a, b, False).numpy().tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        a, b = tf.sparse_placeholder(tf.string), tf.sparse_placeholder(tf.string)
        distance = tf.edit_distance(a, b)
        found = session.run(distance, {
            a: tf.SparseTensorValue(*GIVEN), b: tf.SparseTensorValue(*WANTED)
        })  # fmt: skip
    assert found.tolist() == [[np.inf, 1.0], [0.5, 1.0]]


def test_what_does_not_fit():
    a = sparse([[0, 0]], [1], [1, 1])
    with pytest.raises(TypeError, match="Hypothesis must be a SparseTensor"):
        tf.edit_distance([1], a)
    with pytest.raises(TypeError, match="Truth must be a SparseTensor"):
        tf.edit_distance(a, [1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="must have rank at least 2"):
        tf.edit_distance(sparse([[0]], [1], [1]), sparse([[0]], [1], [1]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="matching ranks, but their shapes"):
        tf.edit_distance(a, sparse([[0, 0, 0]], [1], [1, 1, 1]))


def test_shape_known_before_the_run():
    with tf.Graph().as_default():
        a = tf.SparseTensor([[0, 0, 0]], [1], [2, 1, 3])
        b = tf.SparseTensor([[0, 0, 0]], [1], [1, 4, 2])
        assert tf.edit_distance(a, b).shape.as_list() == [2, 4]
        fed = tf.sparse_placeholder(tf.int32)
        assert tf.edit_distance(a, fed).shape.as_list() == [None, None]
