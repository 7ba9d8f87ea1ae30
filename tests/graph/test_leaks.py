"""Graphs, sessions and traces die when the program lets go of them, whatever they refer to."""

import gc
import weakref

import pytest

import zeal as tf
from zeal import _native


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


def nested(session):
    x = tf.placeholder(tf.float32, [])

    def body(i, y):
        inner = tf.while_loop(lambda j, _: j < 2, lambda j, z: (j + 1, z * x), [0, y])[1]
        y = tf.cond(inner > 1, lambda: tf.py_func(abs, [inner], tf.float32), lambda: inner * x)
        y.set_shape([])
        return i + 1, tf.case([(y > 2, lambda: y), (y > 1, lambda: y * x)], lambda: x + y)

    y = tf.while_loop(lambda i, y: i < 3, body, [0, x])[1]
    for _ in range(3):
        [y] = tf.gradients(y, x)
    session.run(y, {x: 1})


def switches(session):
    x, i = tf.placeholder(tf.float32, []), tf.placeholder(tf.int32, [])
    y = tf.switch_case(i, {0: lambda: x * x * x, 1: lambda: tf.exp(x)})
    for _ in range(3):
        [y] = tf.gradients(y, x)
    session.run(y, {x: 1, i: 1})


def open_sizes(session):
    x = tf.placeholder(tf.float32, [None])
    session.run(tf.hessians(tf.reduce_sum(x * x * x), x), {x: [1, 2]})


def function_in_bodies(session):
    x = tf.placeholder(tf.float32, [])

    @tf.function
    def inner(a):
        return tf.cond(a > 0, lambda: a * x * x, lambda: tf.sin(a))

    @tf.function
    def outer(a):
        return inner(a) + inner(a * 2)

    outer.and_itself = outer
    y = tf.cond(x > 0, lambda: outer(x), lambda: inner(x)) + inner(x)
    y = tf.while_loop(lambda i, _: i < 2, lambda i, y: (i + 1, outer(y)), [0, y])[1]
    for _ in range(3):
        tf.add_to_collection("ys", y)
        [y] = tf.gradients(y, x)
    session.run(y, {x: 0.5})


def tape_around_a_function(session):
    x = tf.placeholder(tf.float32, [])

    @tf.function
    def cube(a):
        return a * a * a * x

    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = cube(x)
    x.tape = tape
    session.run(tape.gradient(y, x), {x: 1})


def methods(session):
    x = tf.placeholder(tf.float32, [])
    f = x.get_shape
    y = tf.py_func(f, [], tf.float32)
    session.graph.add_to_collection("ys", tf.custom_gradient(lambda a: (a, x.eval))(y))


def session_in_a_dataset(session):
    def element(i):
        return session and i

    ds = tf.data.Dataset.range(3).map(lambda i: tf.py_func(element, [i], tf.int64))
    session.run(ds.make_one_shot_iterator().get_next())


def session_in_a_generator(session):
    def elements():
        yield session and 1

    ds = tf.data.Dataset.from_generator(elements, tf.int32)
    session.run(ds.make_one_shot_iterator().get_next())


KINDS = [plain, condition, loop, rows, function, python_code, collections, dataset, queue]
KINDS += [nested, switches, open_sizes, function_in_bodies, tape_around_a_function, methods]
KINDS += [session_in_a_dataset, session_in_a_generator]


@pytest.mark.parametrize("build", KINDS)
@pytest.mark.parametrize("closes", [True, False])
def test_graphs_die(build, closes):
    before = count_graphs()
    with tf.Graph().as_default() as graph:
        session = tf.Session()
        build(session)
    if closes:
        session.close()
    seen = weakref.ref(graph)
    del graph, session
    assert count_graphs() == before  # the collector clears references before it frees
    assert seen() is None


def count_graphs():
    gc.collect()
    return sum(isinstance(thing, _native.Graph) for thing in gc.get_objects())


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
