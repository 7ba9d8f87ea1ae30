"""`OpError.op`: the operation that a run failed at, as TensorFlow 1.15.5 tells it."""

import gc
import pickle
import weakref

import pytest

import zeal as tf


def build():
    x = tf.placeholder(tf.float32, [None], name="x")
    return x, tf.reshape(x, [2], name="pair") * 2.0


def failure(run):
    with pytest.raises(tf.errors.OpError) as info:
        run()
    return info.value


def by_run(session, y, x, value):
    return session.run(y, {x: value})


def by_callable(session, y, x, value):
    return session.make_callable(y, [x])(value)


def by_parts(session, y, x, value):
    return session.partial_run(session.partial_run_setup([y], [x]), y, {x: value})


def with_options(session, y, x, value):
    full = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    return session.run(y, {x: value}, full, tf.RunMetadata())


@pytest.mark.parametrize("run", [by_run, by_callable, by_parts, with_options])
def test_every_way_to_run(run):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x, y = build()
        error = failure(lambda: run(session, y, x, [1.0, 2.0, 3.0]))
        assert error.op is graph.get_operation_by_name("pair")
        assert error.node_def == error.op.node_def and error.node_def.op == "Reshape"
        assert "3 values, but the requested shape has 2" in error.message
        assert "[[node pair" in error.message and str(error) == error.message
        assert run(session, y, x, [1.0, 2.0]).tolist() == [2.0, 4.0]


def refuse(_):
    raise ValueError("no")


def refuse_as_op(_):
    raise tf.errors.AbortedError(None, None, "no")


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda x: tf.exp(tf.log(x) + tf.placeholder_with_default([1.0, 2.0], [None])), "add"),
        (lambda x: tf.placeholder(tf.float32, [], "unfed"), "unfed"),
        (lambda x: tf.py_func(refuse, [x], tf.float32, name="called"), "called"),
        (lambda x: tf.py_func(refuse_as_op, [x], tf.float32, name="called"), "called"),
        (lambda x: tf.Assert(tf.reduce_all(x < 0), ["big"], name="no"), "no/Assert"),
        (lambda x: tf.get_variable("v", [2]) * 2.0, "ReadVariableOp"),
        (lambda x: tf.data.make_initializable_iterator(
            tf.data.Dataset.range(1)).get_next("next"), "next"),
        (lambda x: tf.reshape(tf.identity(x) * 1.0, [2], name="after"), "after"),
    ],
)  # fmt: skip
def test_every_kind_of_op(make, name):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [None], name="x")
        fetched = make(x)
        error = failure(lambda: session.run(fetched, {x: [1.0, 2.0, 3.0]}))
        assert error.op is graph.get_operation_by_name(name)


def test_a_queue_that_is_closed():
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(2, tf.float32, shapes=[[]])
        session.run(queue.close())
        taken = queue.dequeue(name="take")
        error = failure(lambda: session.run(taken))
        assert isinstance(error, tf.errors.OutOfRangeError) and error.op is taken.op


def test_bodies_of_conditions_and_loops():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        y = tf.cond(x[0] > 0, lambda: tf.reshape(x, [2], name="chosen"), lambda: x)
        [_, z] = tf.while_loop(
            lambda i, z: i < 2,
            lambda i, z: (i + 1, tf.cond(i > 0, lambda: tf.reshape(z, [2], "step"), lambda: z)),
            [0, x],
            [tf.TensorShape([]), tf.TensorShape([None])],
        )
        for fetched, name in ((y, "cond/chosen"), (z, "while/cond/step")):
            error = failure(lambda t=fetched: session.run(t, {x: [1.0, 2.0, 3.0]}))
            assert (error.op.name, error.op.type, error.node_def.name) == (name, "Reshape", name)


def test_functions_hide_their_ops():
    @tf.function
    def pair(x):
        return tf.cond(x[0] > 0, lambda: tf.reshape(x, [2]), lambda: x)

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        called = pair(x), tf.cond(x[0] > 0, lambda: pair(x), lambda: x)
        in_python = tf.py_func(lambda v: eager_pair(v), [x], tf.float32, name="python")
        for fetched in called:
            error = failure(lambda t=fetched: session.run(t, {x: [1.0, 2.0, 3.0]}))
            assert error.op is None and error.node_def is None and "[[node" in error.message
        error = failure(lambda: session.run(in_python, {x: [1.0, 2.0, 3.0]}))
        assert error.op is in_python.op


def eager_pair(value):
    with tf.init_scope():
        return tf.function(lambda v: tf.reshape(v, [2]))(tf.constant(value)).numpy()


def test_eager_calls_have_no_op():
    pair = tf.function(lambda x: tf.reshape(x, [2]))
    call = tf.function(lambda x: tf.py_function(refuse_as_op, [x], tf.float32))
    for f in (pair, lambda x: tf.reshape(x, [2]), call):
        error = failure(lambda f=f: f(tf.constant([1.0, 2.0, 3.0])))
        assert error.op is None and error.node_def is None


def failed_run():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x, y = build()
        return failure(lambda: session.run(y, {x: [1.0]})), weakref.ref(graph)


def test_an_error_keeps_its_graph_and_no_longer():
    error, graph = failed_run()
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error) and copy.message == error.message and copy.op is None
    error.__traceback__ = None
    gc.collect()
    assert error.op.graph is graph()
    del error
    gc.collect()
    assert graph() is None
