"""Functions of groups that capture what a graph tells: tables, placeholders, paddings of a run."""

import numpy as np
import pytest

import zeal as tf

E = tf.data.experimental
Dataset = tf.data.Dataset


def ran(dataset, *first, feed=None):
    """The elements of an initializable iterator."""
    iterator = tf.data.make_initializable_iterator(dataset)
    following, found = iterator.get_next(), []
    with tf.Session() as session:
        session.run([*first, iterator.initializer], feed)
        with pytest.raises(tf.errors.OutOfRangeError):
            while True:
                found.append([x.tolist() for x in tf.nest.flatten(session.run(following))])
    return found


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default():
        yield


def test_window_functions_capture():
    m = tf.placeholder(tf.int64, [])
    how = E.group_by_window(lambda x: x % m, lambda key, rows: rows.batch(m), m)
    found = ran(Dataset.range(10).apply(how), feed={m: 3})
    assert found == [[[0, 3, 6]], [[1, 4, 7]], [[2, 5, 8]], [[9]]]
    how = E.group_by_window(
        lambda x: x % 2, lambda key, rows: rows.map(lambda x: x + key * m).batch(9),
        window_size_func=lambda key: key + m)  # fmt: skip
    assert ran(Dataset.range(6).apply(how), feed={m: 1}) == [[[0]], [[2]], [[2, 4]], [[4]], [[6]]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Window size must be greater than"):
        ran(Dataset.range(6).apply(how), feed={m: -2})


def test_padding_of_a_table():
    """Batches of sentences of like lengths, padded with the number that a table gives their end."""
    table = tf.contrib.lookup.index_table_from_tensor(["</s>", "a", "b", "c"], default_value=0)
    end = tf.cast(table.lookup(tf.constant("</s>")), tf.int32)
    words = Dataset.from_tensor_slices(["a b", "c", "a b c", "b"]).map(
        lambda s: tf.cast(table.lookup(tf.string_split([s]).values), tf.int32))  # fmt: skip

    def batch(key, rows):
        return rows.padded_batch(2, ([None], []), (end, 0))

    how = E.group_by_window(lambda w, n: tf.to_int64(tf.minimum(5, (n + 1) // 2)), batch, 2)
    found = ran(words.map(lambda w: (w, tf.size(w))).apply(how), tf.tables_initializer())
    assert found == [[[[1, 2], [3, 0]], [2, 1]], [[[2]], [1]], [[[1, 2, 3]], [3]]]


def test_buckets_capture():
    m = tf.placeholder(tf.int32, [])
    rows = Dataset.range(1, 5).map(lambda n: tf.range(tf.to_int32(n)))
    how = E.bucket_by_sequence_length(lambda x: tf.size(x) * m, [3], [2, 2], padding_values=m)
    found = ran(rows.apply(how), feed={m: 1})
    assert found == [[[[0, 1], [0, 1]]], [[[0, 1, 2, 1], [0, 1, 2, 3]]]]


def test_padded_shapes_of_a_run():
    n = tf.placeholder(tf.int32, [])
    rows = Dataset.range(1, 3).map(lambda i: tf.fill([i], i))
    for shape in ([n], tf.stack([n])):
        batches = rows.padded_batch(2, shape)
        assert tf.data.get_output_shapes(batches).as_list() == [None, None]
        assert ran(batches, feed={n: 3}) == [[[[1, 0, 0], [2, 2, 0]]]]
    vector = tf.placeholder_with_default(np.array([-1]), [None])
    assert ran(rows.padded_batch(2, vector)) == [[[[1, 0], [2, 2]]]]


def test_reducers_read_tensors_of_the_graph():
    """The sums are TensorFlow 1.15.5's."""
    with tf.Graph().as_default(), tf.Session() as session:
        scale, count = tf.constant(3, tf.int64), tf.placeholder(tf.int64, [])
        total = tf.data.experimental.Reducer(
            lambda key: scale * 0, lambda state, x: state + x * scale, lambda state: state
        )
        how = tf.data.experimental.group_by_reducer(lambda x: x % count, total)
        it = tf.data.make_initializable_iterator(tf.data.Dataset.range(6).apply(how))
        session.run(it.initializer, {count: 2})
        item = it.get_next()
        assert [session.run(item) for _ in range(2)] == [18, 27]
