"""Graphs, sessions and traces die when the program lets go of them, whatever they refer to."""

import gc
import weakref

import pytest

import zeal as tf


def plain(session):
    x, v = tf.placeholder(tf.float32, [2]), tf.Variable([1.0, 2.0])
    gradient = tf.gradients(tf.reduce_sum(x * v), v)
    session.run(v.initializer)
    session.run(gradient, {x: [1, 2]})


def condition(session):
    x = tf.placeholder(tf.float32, [])
    session.run(tf.gradients(tf.cond(x > 0, lambda: x * 2, lambda: x * 3), x), {x: 1})


def loop(session):
    x = tf.placeholder(tf.float32, [])
    y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), [0, x])[1]
    session.run(tf.gradients(y, x), {x: 1})


def rows(session):
    x, w = tf.placeholder(tf.float32, [None]), tf.Variable(2.0)
    y = tf.map_fn(lambda row: tf.cond(row > 0, lambda: row * w, lambda: row), x)
    session.run(w.initializer)
    session.run(tf.gradients(y, x), {x: [1, 2]})


def function(session):
    x = tf.placeholder(tf.float32, [])

    @tf.function
    def times(a):
        return a * x

    session.run(tf.gradients(times(x), x), {x: 1})


def python_code(session):
    x = tf.placeholder(tf.float32, [])

    @tf.custom_gradient
    def square(a):
        return a * a, lambda dy: dy * x * 2.0

    y = square(tf.py_func(lambda a: a, [x], tf.float32))
    y = tf.py_function(lambda a: a + 0.0 * a, [y], tf.float32)
    session.run(tf.gradients(y, y), {x: 1})


def collections(session):
    tf.get_default_graph().mine = session
    tf.add_to_collection("mine", session)
    tf.add_to_collection("mine", tf.constant(1.0))
    session.run(tf.get_collection("mine")[1])


def dataset(session):
    session.run(tf.data.Dataset.range(3).make_one_shot_iterator().get_next())


def queue(session):
    queue = tf.FIFOQueue(3, tf.float32)
    session.run(queue.enqueue(1.0))
    session.run(queue.dequeue())


KINDS = [plain, condition, loop, rows, function, python_code, collections, dataset, queue]


@pytest.mark.parametrize("build", KINDS)
@pytest.mark.parametrize("closes", [True, False])
def test_graphs_die(build, closes):
    with tf.Graph().as_default() as graph:
        session = tf.Session()
        build(session)
    if closes:
        session.close()
    seen = weakref.ref(graph)
    del graph, session
    gc.collect()
    assert seen() is None


def number_of_objects():
    gc.collect()
    return len(gc.get_objects())


def test_runs_leave_nothing():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [])
        y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), [0, x])[1]
        z = tf.cond(y > 1, lambda: y * 2, lambda: y)
        for n in (3, 300):
            before = number_of_objects()
            for k in range(n):
                session.run([z], {x: k})
                session.run({"y": y}, {"Placeholder:0": k})
        assert number_of_objects() - before < 20


def test_traces_that_are_dropped_leave_nothing():
    def trace(n):
        outer = tf.constant(float(n))

        @tf.contrib.eager.defun
        def times(x):
            return tf.map_fn(lambda row: row * outer, x) if n % 2 else x * outer

        with tf.GradientTape() as tape:
            x = tf.constant([1.0, 2.0])
            tape.watch(x)
            tape.gradient(times(x), x)

    for count in (4, 60):
        before = number_of_objects()
        for n in range(count):
            trace(n)
    assert number_of_objects() - before < 20
