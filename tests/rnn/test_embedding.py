"""tf.nn.embedding_lookup and its kin, against NumPy and values of TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

ROWS = np.random.RandomState(1).uniform(-1, 1, [7, 3]).astype("f")
IDS = np.array([[0, 6, 3], [1, 1, 5]])


def dealt(strategy, n=3):
    if strategy == "mod":
        return [ROWS[i::n] for i in range(n)]
    return [ROWS[:3], ROWS[3:5], ROWS[5:]]


def limited(rows, norm):
    lengths = np.sqrt((rows ** 2).sum(-1, keepdims=True))
    return rows * norm / np.maximum(lengths, norm)


@pytest.mark.parametrize("strategy", ["mod", "div"])
@pytest.mark.parametrize("norm", [None, 0.5])
def test_parts_eagerly(strategy, norm):
    parts = [tf.Variable(part) for part in dealt(strategy)]
    with tf.GradientTape() as tape:
        found = tf.nn.embedding_lookup(parts, IDS, strategy, max_norm=norm)
        loss = tf.reduce_sum(found)
    wanted = ROWS[IDS] if norm is None else limited(ROWS[IDS], norm)
    np.testing.assert_allclose(found, wanted, rtol=1e-6)
    if norm is None:
        dense = [tf.convert_to_tensor(g).numpy()[:, 0] for g in tape.gradient(loss, parts)]
        counts = np.bincount(IDS.ravel(), minlength=7)
        wanted = ([counts[i::3] for i in range(3)] if strategy == "mod"
                  else [counts[:3], counts[3:5], counts[5:]])
        for got, count in zip(dense, wanted, strict=True):
            np.testing.assert_array_equal(got, count)


@pytest.mark.parametrize("strategy", ["mod", "div"])
def test_parts_in_graphs_of_unknown_shape(strategy):
    with tf.Graph().as_default(), tf.Session() as session:
        ids = tf.placeholder(tf.int32)
        found = tf.nn.embedding_lookup([tf.constant(p) for p in dealt(strategy)], ids, strategy)
        for shape in [[], [6], [3, 2], [0]]:
            given = np.resize(IDS, shape)
            np.testing.assert_array_equal(session.run(found, {ids: given}), ROWS[given])
        known = tf.nn.embedding_lookup(
            [tf.constant(p) for p in dealt(strategy)], tf.placeholder(tf.int64, [None, 2]), strategy
        )
        assert known.shape.as_list() == [None, 2, 3]


def test_partitioned_variables():
    with tf.Graph().as_default(), tf.Session() as session:
        parts = tf.get_variable(
            "rows", initializer=ROWS, partitioner=tf.fixed_size_partitioner(3)
        )
        found = tf.nn.embedding_lookup(parts, IDS, "div")
        session.run(tf.global_variables_initializer())
        np.testing.assert_array_equal(session.run(found), ROWS[IDS])


def test_gradients_stay_sparse():
    rows = tf.Variable(ROWS)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.nn.embedding_lookup(rows, IDS))
    grad = tape.gradient(loss, rows)
    assert isinstance(grad, tf.IndexedSlices)
    np.testing.assert_array_equal(tf.reshape(grad.indices, [-1]), IDS.ravel())
    tf.train.GradientDescentOptimizer(1.0).apply_gradients([(grad, rows)])
    np.testing.assert_allclose(
        rows, ROWS - np.bincount(IDS.ravel(), minlength=7)[:, None], rtol=1e-6
    )
    with tf.Graph().as_default():
        rows = tf.get_variable("rows", [7, 3])
        loss = tf.reduce_sum(tf.nn.embedding_lookup(rows, IDS))
        assert isinstance(tf.gradients(loss, rows)[0], tf.IndexedSlices)


def test_traced():
    lookup = tf.function(lambda parts, ids: tf.nn.embedding_lookup(list(parts), ids))
    parts = tuple(tf.constant(part) for part in dealt("mod"))
    np.testing.assert_array_equal(lookup(parts, tf.constant(IDS)), ROWS[IDS])


@pytest.mark.parametrize("call, error, words", [
    (lambda: tf.nn.embedding_lookup([], [0]), ValueError, "Need at least one param"),
    (lambda: tf.nn.embedding_lookup(None, [0]), ValueError, "params must be specified"),
    (lambda: tf.nn.embedding_lookup(ROWS, [7]), tf.errors.InvalidArgumentError,
     r"7 is not in \[0, 7\)"),
    (lambda: tf.nn.embedding_lookup(dealt("mod"), [0], "no"), ValueError,
     "Unrecognized partition strategy: no"),
    (lambda: tf.nn.embedding_lookup_sparse(ROWS, [0], None), TypeError, "must be SparseTensor"),
    (lambda: tf.nn.embedding_lookup_sparse(ROWS, SPARSE, None, combiner="max"), ValueError,
     "combiner must be one of"),
    (lambda: tf.dynamic_partition([1, 2], [0, 5], 2), tf.errors.InvalidArgumentError,
     r"5 is not in \[0, 2\)"),
])  # fmt: skip
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()


# --- sparse ids ---
PLACES, VALUES = [[0, 0], [0, 2], [1, 1], [2, 0]], np.array([1, 1, 5, 6])
WEIGHTS = np.float32([0.5, 2.0, 0.25, 3.0])
SPARSE = tf.SparseTensor(PLACES, VALUES, [3, 3])


def combined(combiner, weights, rows=ROWS):
    out = []
    for row in range(3):
        at = [i for i, place in enumerate(PLACES) if place[0] == row]
        w = weights[at]
        total = (rows[VALUES[at]] * w[:, None]).sum(0)
        scale = {"sum": 1, "mean": w.sum(), "sqrtn": np.sqrt((w ** 2).sum())}[combiner]
        out.append(total / scale)
    return np.array(out)


@pytest.mark.parametrize("combiner", ["sum", "mean", "sqrtn"])
def test_embedding_lookup_sparse(combiner):
    ones, weights = np.ones(4, "f"), tf.SparseTensor(PLACES, WEIGHTS, [3, 3])
    for params in (ROWS, [tf.constant(part) for part in dealt("mod")]):
        for given, factors in ((None, ones), (weights, WEIGHTS)):
            found = tf.nn.embedding_lookup_sparse(params, SPARSE, given, combiner=combiner)
            np.testing.assert_allclose(found, combined(combiner, factors), rtol=1e-5)
    found = tf.nn.embedding_lookup_sparse(ROWS, SPARSE, None, combiner=combiner, max_norm=0.5)
    np.testing.assert_allclose(found, combined(combiner, ones, limited(ROWS, 0.5)), rtol=1e-5)


def test_gradients_of_sparse_lookups():
    rows = tf.Variable(ROWS)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.nn.embedding_lookup_sparse(rows, SPARSE, None, combiner="mean"))
    grad = tf.convert_to_tensor(tape.gradient(loss, rows)).numpy()
    np.testing.assert_array_equal(grad[:, 0], [0, 1, 0, 0, 0, 1, 1])


def test_safe_lookups_leave_out_what_is_invalid():
    places = [[0, 0], [0, 2], [1, 1], [3, 0], [3, 1]]
    ids = tf.SparseTensor(places, np.array([1, 2, 5, 6, -1]), [5, 3])
    zero = np.zeros(3, "f")
    found = tf.nn.safe_embedding_lookup_sparse(ROWS, ids)
    np.testing.assert_allclose(found, [ROWS[1:3].mean(0), ROWS[5], zero, ROWS[6], zero], rtol=1e-6)
    found = tf.nn.safe_embedding_lookup_sparse(ROWS, ids, default_id=2)
    np.testing.assert_allclose(
        found, [ROWS[1:3].mean(0), ROWS[5], ROWS[2], ROWS[6], ROWS[2]], rtol=1e-6
    )
    weights = tf.SparseTensor(places, np.float32([0.5, 2.0, -0.25, 3.0, 1.0]), [5, 3])
    found = tf.nn.safe_embedding_lookup_sparse(ROWS, ids, weights, "mean")
    first = (ROWS[1] * 0.5 + ROWS[2] * 2) / 2.5
    np.testing.assert_allclose(found, [first, zero, zero, ROWS[6], zero], rtol=1e-5)
    found = tf.nn.safe_embedding_lookup_sparse(ROWS, ids, weights, "sum")
    np.testing.assert_allclose(
        found, [first * 2.5, ROWS[5] * -0.25, zero, ROWS[6] * 3, zero], rtol=1e-5
    )


def test_safe_lookups_of_higher_rank():
    with tf.Graph().as_default(), tf.Session() as session:
        ids = tf.sparse_placeholder(tf.int64, [2, 2, 3])
        found = tf.nn.safe_embedding_lookup_sparse(tf.constant(ROWS), ids, combiner="sum")
        assert found.shape.as_list() == [2, 2, 3]
        value = tf.SparseTensorValue([[0, 0, 0], [0, 1, 2], [1, 1, 1]], [1, 1, 5], [2, 2, 3])
        y = session.run(found, {ids: value})
        np.testing.assert_array_equal(y, [[ROWS[1], ROWS[1]], [np.zeros(3), ROWS[5]]])


# --- what they are made of ---
def test_dynamic_partition():
    data, owners = np.arange(12).reshape(2, 3, 2), np.array([[2, 0, 2], [1, 0, 0]])
    found = tf.dynamic_partition(data, owners, 4)
    assert len(found) == 4
    for i, part in enumerate(found):
        np.testing.assert_array_equal(part, data[owners == i])
    assert [t.numpy().tolist() for t in tf.dynamic_partition(5, 1, 2)] == [[], [5]]
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 2])
        owner = tf.placeholder(tf.int32, [None])
        parts = tf.dynamic_partition(x, owner, 2)
        grad = tf.gradients(tf.reduce_sum(parts[1] * 3), x)[0]
        feeds = {x: np.ones([3, 2]), owner: [1, 0, 1]}
        np.testing.assert_array_equal(session.run(grad, feeds)[:, 0], [3, 0, 3])


def test_reverse_sequence_by_old_names():
    x = np.arange(12).reshape(3, 4)
    found = tf.reverse_sequence(x, [1, 2, 4], seq_dim=1, batch_dim=0)
    np.testing.assert_array_equal(found, [[0, 1, 2, 3], [5, 4, 6, 7], [11, 10, 9, 8]])
    np.testing.assert_array_equal(
        tf.reverse_sequence(x, [3, 1, 1, 0], 0, 1)[:, 0], [8, 4, 0]
    )


def test_weights_of_another_dtype_than_the_rows():
    ids = tf.SparseTensor([[0, 0]], [1], [1, 1])
    factors = tf.SparseTensor([[0, 0]], tf.constant([2.0], tf.float64), [1, 1])
    with pytest.raises(ValueError, match="type conversion requested to type 'float64'"):
        tf.nn.safe_embedding_lookup_sparse(tf.zeros([2, 3]), ids, factors)


@pytest.mark.parametrize("data", [[[1, 2], [3, 4]], [[[1], [2]], [[3], [4]]]])
def test_partitions_of_unknown_rank(data):
    with tf.Graph().as_default(), tf.Session() as session:
        owners, given = tf.placeholder(tf.int32), tf.placeholder(tf.int32)
        found = tf.dynamic_partition(given, owners, 2)
        for partitions in ([0, 1], [[0, 1], [1, 0]]):
            values = session.run(found, {owners: partitions, given: data})
            for i in range(2):
                np.testing.assert_array_equal(
                    values[i], np.array(data)[np.array(partitions) == i])
        with pytest.raises(tf.errors.InvalidArgumentError, match="start with partitions.shape"):
            session.run(found, {owners: [[0, 1, 1]] * 2, given: [[1, 2]] * 3})
