"""Tables that loops and traced functions make stand outside: each call finds the pairs."""

import pytest

import zeal as tf

L = tf.contrib.lookup


def static():
    return L.HashTable(L.KeyValueTensorInitializer(["a", "b"], [1, 2], tf.string, tf.int64), -1)


def looked_up(x):
    return static().lookup(x), L.index_table_from_tensor(["b", "c"]).lookup(x)


def test_loops_and_branches_fill_theirs_with_all_others():
    with tf.Graph().as_default(), tf.Session() as session:
        rows = tf.map_fn(looked_up, tf.constant(["a", "b", "c"]), dtype=(tf.int64, tf.int64))
        other = tf.constant(9, tf.int64)
        one = tf.cond(tf.constant(True), lambda: static().lookup(tf.constant("b")), lambda: other)
        session.run(tf.tables_initializer())
        found, places = session.run(rows)
        assert found.tolist() == [1, 2, -1] and places.tolist() == [-1, 0, 1]
        assert session.run(one) == 2


@pytest.mark.parametrize("make", [static, lambda: L.index_table_from_tensor(["z", "a", "b"])])
def test_traced_functions_keep_theirs(make):
    made = []

    @tf.function
    def find(x):
        if not made:
            made.append(make())
        return made[0].lookup(x)

    assert find(tf.constant(["a", "q"])).numpy().tolist() == [1, -1]
    assert find(tf.constant(["b"])).numpy().tolist() == [2]  # another trace
    assert made[0].lookup(tf.constant("a")).numpy() == 1


def test_changed_by_traced_functions():
    made = []

    @tf.function
    def count(words):
        if not made:
            made.append(L.MutableHashTable(tf.string, tf.int64, 0))
        made[0].insert(words, made[0].lookup(words) + 1)
        return made[0].size()

    assert count(tf.constant(["a", "b"])).numpy() == 2
    assert count(tf.constant(["b"])).numpy() == 2
    assert made[0].lookup(tf.constant(["a", "b"])).numpy().tolist() == [1, 2]
