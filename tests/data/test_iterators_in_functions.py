"""Iterators that traced functions make: each call begins anew, as in TensorFlow 1.15."""

import pytest

import zeal as tf

DATA = tf.data.Dataset.range(10)


def test_each_call_begins_anew():
    @tf.function
    def first_three(dataset):
        it = iter(dataset)
        return next(it), next(it), it.get_next()

    for _ in range(2):
        assert [int(x) for x in first_three(DATA)] == [0, 1, 2]


def test_loops_and_branches_step_through_one_iterator():
    @tf.function
    def total(n):
        it, t = iter(DATA), tf.constant(0, tf.int64)
        for i in tf.range(n):
            if i > 1:
                t += 100 * next(it)
            else:
                t += next(it)
        return t

    assert int(total(tf.constant(2))) == 1
    assert int(total(tf.constant(4))) == 1 + 200 + 300
    with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
        total(tf.constant(12))
    assert int(total(tf.constant(2))) == 1  # an end is that of its call


def test_datasets_of_arguments_and_gradients():
    w = tf.Variable(1.0)

    @tf.function
    def train(x):
        it = iter(tf.data.Dataset.from_tensor_slices({"x": x}).batch(1))
        for _ in range(3):
            with tf.GradientTape() as tape:
                loss = w * next(it)["x"]
            w.assign_sub(tape.gradient(loss, w) * 0.1)
        return w.read_value()

    assert float(train(tf.constant([1.0, 2.0, 3.0]))) == pytest.approx(0.4)
    assert float(train(tf.constant([1.0, 0.0, 1.0, 5.0]))) == pytest.approx(0.2)


def test_graphs_have_none():
    with tf.Graph().as_default(), pytest.raises(RuntimeError, match="only supported inside of tf"):
        iter(DATA)


def test_new_datasets_and_iterators_of_one_kind_share_a_trace():
    traces = []

    @tf.function
    def total(items):
        traces.append(items)
        found = tf.constant(0, tf.int64)
        for x in items:
            found += tf.reduce_sum(x)
        return found

    whole = [tf.data.Dataset.range(n) for n in (3, 4, 5)]
    assert [int(total(ds)) for ds in whole] == [3, 6, 10]
    assert [int(total(iter(ds))) for ds in whole] == [3, 6, 10] and len(traces) == 2
    assert int(total(whole[1].batch(2))) == 6 and len(traces) == 3  # other elements


def test_a_loop_that_breaks_leaves_the_iterator_behind_its_last_element():
    """As in TensorFlow 1.15.5."""

    @tf.function
    def some(it):
        found = tf.constant(0, tf.int64)
        for x in it:
            found += x
            if found > 2:
                break
        return found

    it = iter(tf.data.Dataset.range(8))
    assert [int(some(it)) for _ in range(3)] == [3, 3, 4] and [int(x) for x in it] == [5, 6, 7]
