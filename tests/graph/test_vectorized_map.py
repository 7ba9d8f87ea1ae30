"""tf.vectorized_map in three modes."""

import numpy as np
import pytest

import zeal as tf

X = np.arange(6.0).reshape(3, 2)


def both(row):
    return {"sum": tf.reduce_sum(row), "whole": tf.cast(row * 2, tf.int32)}


def test_rows_in_three_modes():
    found = tf.vectorized_map(both, X)
    assert found["sum"].numpy().tolist() == [1, 5, 9]
    assert found["whole"].numpy().tolist() == [[0, 2], [4, 6], [8, 10]]
    traced = tf.function(lambda x: tf.vectorized_map(both, x))(tf.constant(X))
    assert traced["sum"].numpy().tolist() == [1, 5, 9]
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float64, [None, 2])
        made = tf.vectorized_map(both, x)
        assert made["whole"].dtype == tf.int32
        assert session.run(made, {x: X})["whole"].tolist() == [[0, 2], [4, 6], [8, 10]]
        assert not any("vectorized" in op.name for op in graph.get_operations())


def test_structures_gradients_and_variables():
    w = tf.Variable(2.0, dtype=tf.float64)
    with tf.GradientTape() as tape:
        y = tf.vectorized_map(lambda r: w * r[0] * tf.reduce_sum(r[1]), (X[:, 0], X))
    assert tape.gradient(y, w).numpy() == (X[:, 0] * X.sum(1)).sum()


def test_it_refuses_what_has_no_rows():
    with pytest.raises(TypeError):
        tf.vectorized_map(3, X)
    with pytest.raises(ValueError):
        tf.vectorized_map(lambda r: r, 1.0)


def test_gradients_of_a_row_by_what_the_rows_come_from():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant([1.0, 2.0], tf.float64)
        y = tf.reduce_sum((X - x) ** 2, axis=1)
        found = tf.vectorized_map(lambda row: tf.gradients(row, x)[0], y)
        np.testing.assert_allclose(session.run(found), -2 * (X - [1.0, 2.0]))
