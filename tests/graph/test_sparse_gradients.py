"""Gradients of rows of a table are slices, also behind reads and identities."""

import numpy as np
import pytest

import zeal as tf

TABLE = np.arange(12, dtype=np.float32).reshape(4, 3)
SOURCES = [lambda v: v, tf.identity, lambda v: v.read_value(), lambda v: tf.identity(v.value())]
IDS = [[1, 1, 3], [[0, 2], [2, 2]], 1]


def dense(ids):
    want = np.zeros_like(TABLE)
    np.add.at(want, ids, 2 * TABLE[ids])
    return want


@pytest.mark.parametrize("ids", IDS, ids=str)
@pytest.mark.parametrize("source", SOURCES)
def test_in_graphs(source, ids):
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.get_variable("table", initializer=TABLE)
        given = tf.placeholder(tf.int32, [None] * np.ndim(ids))
        loss = tf.reduce_sum(tf.square(tf.gather(source(table), given)))
        [found] = tf.gradients(loss, table)
        assert isinstance(found, tf.IndexedSlices)
        train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
        session.run(tf.global_variables_initializer())
        got = session.run(found, {given: ids})
        summed = np.zeros_like(TABLE)
        np.add.at(summed, got.indices, got.values)
        np.testing.assert_array_equal(summed, dense(ids))
        session.run(train, {given: ids})
        np.testing.assert_array_equal(session.run(table), TABLE - 0.5 * dense(ids))


@pytest.mark.parametrize("ids", IDS, ids=str)
@pytest.mark.parametrize("source", SOURCES)
def test_eagerly(source, ids):
    table = tf.Variable(TABLE)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(tf.gather(source(table), ids)))
    found = tape.gradient(loss, table)
    assert isinstance(found, tf.IndexedSlices)
    np.testing.assert_array_equal(tf.convert_to_tensor(found).numpy(), dense(ids))


def test_slices_and_a_dense_gradient_are_dense_together():
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.get_variable("table", initializer=TABLE)
        loss = tf.reduce_sum(tf.square(tf.gather(table, [1, 1]))) + tf.reduce_sum(table)
        [found] = tf.gradients(loss, table)
        assert isinstance(found, tf.Tensor)
        session.run(tf.global_variables_initializer())
        np.testing.assert_array_equal(session.run(found), dense([1, 1]) + 1)
