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


@pytest.mark.parametrize("shape", [None, [4, 3]])
@pytest.mark.parametrize("function", [tf.identity, tf.square])
def test_slices_flow_into_results(function, shape):
    ids, rows = np.array([3, 1, 3]), np.arange(9, dtype=np.float32).reshape(3, 3)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, shape)
        [found] = tf.gradients(function(x), x, tf.IndexedSlices(tf.constant(rows), ids))
        assert isinstance(found, tf.IndexedSlices) == (function is tf.identity)
        got = session.run(tf.convert_to_tensor(found), {x: TABLE})
        want = np.zeros_like(TABLE)
        np.add.at(want, ids, rows)
        np.testing.assert_allclose(got, want if function is tf.identity else want * 2 * TABLE)


def test_slices_from_branches_have_indices_of_one_dtype():
    with tf.Graph().as_default(), tf.Session() as session:
        which = tf.placeholder(tf.int32, [])
        small, large = (tf.constant([i], t) for i, t in ((1, tf.int32), (2**40, tf.int64)))
        one = tf.constant([1.0])
        branches = [lambda: tf.IndexedSlices(one, small), lambda: tf.IndexedSlices(-one, large)]
        for made in (
            tf.cond(tf.equal(which, 0), *branches),
            tf.cond(tf.equal(which, 1), *branches[::-1]),
            tf.switch_case(which, branches),
        ):
            assert made.indices.dtype == tf.int64
            got = [session.run(made, {which: i}) for i in (0, 1)]
            assert [g.indices.tolist() for g in got] == [[1], [2**40]]
            assert [g.values.tolist() for g in got] == [[1.0], [-1.0]]
        with pytest.raises((TypeError, ValueError), match="Incompatible return values"):
            tf.cond(tf.equal(which, 0), branches[0], lambda: one)


@pytest.mark.parametrize("reads", [False, True])
def test_of_branches_of_which_one_reads_no_rows(reads):
    with tf.Graph().as_default(), tf.Session() as session:
        table, choice = tf.get_variable("table", initializer=TABLE), tf.placeholder(tf.bool, [])
        given = tf.constant(TABLE)
        total = tf.cond(
            choice,
            lambda: tf.reduce_sum(tf.gather(table, [1, 3]) ** 2 + tf.gather(given, [0, 0])),
            lambda: tf.reduce_sum(table) if reads else tf.constant(1.0),
        )
        found = tf.gradients(total, [table, given])
        assert [isinstance(g, tf.IndexedSlices) for g in found] == [not reads, True]
        session.run(tf.global_variables_initializer())
        got = session.run([tf.convert_to_tensor(g) for g in found], {choice: True})
        np.testing.assert_array_equal(got[0], dense([1, 3]))
        np.testing.assert_array_equal(got[1], [[2.0] * 3] + [[0.0] * 3] * 3)
        assert not session.run(found[1], {choice: False}).values.size
        none = session.run(tf.convert_to_tensor(found[0]), {choice: False})
        np.testing.assert_array_equal(none, np.full_like(TABLE, reads))


@pytest.mark.parametrize("name", ["segment_sum", "segment_mean", "segment_sqrt_n"])
def test_gradients_of_sparse_segments_are_dense(name):
    """As TensorFlow's: momenta of rows that no segment has go on."""
    weight = {"segment_sum": 1.0, "segment_mean": 0.5, "segment_sqrt_n": 0.5**0.5}[name]
    want = np.zeros_like(TABLE)
    want[0], want[1] = weight, weight + 1
    v = tf.Variable(TABLE)
    with tf.GradientTape() as tape:
        y = getattr(tf.sparse, name)(v, [0, 1, 1], [0, 0, 2])
    found = tape.gradient(y, v)
    assert isinstance(found, tf.Tensor)
    np.testing.assert_allclose(found, want, rtol=1e-6)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(TABLE)
        found = tf.gradients(getattr(tf.sparse, name)(x, [0, 1, 1], [0, 0, 2]), x)[0]
        np.testing.assert_allclose(session.run(found), want, rtol=1e-6)
