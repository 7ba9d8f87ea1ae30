"""tf.gradients in functions and branches, by values that they take from the program around them."""

import functools

import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_by_captured_tensors_and_variables(session):
    x, v = tf.constant(3.0) * 1, tf.Variable(2.0)

    def gradients():
        return tf.gradients(x * x * v, [x, v])

    in_function = tf.function(gradients)()
    in_branch = tf.cond(x > 0, gradients, lambda: [0.0, 0.0])
    in_both = tf.function(lambda: tf.cond(x > 0, gradients, lambda: [0.0, 0.0]))()
    session.run(v.initializer)
    assert session.run([in_function, in_branch, in_both]) == [[12.0, 9.0]] * 3


def test_by_a_variable_whose_rows_are_read(session):
    v = tf.Variable([1.0, 2.0, 3.0])
    rows = tf.function(lambda: tf.gradients(tf.gather(v, [0, 2]), [v])[0])()
    session.run(v.initializer)
    assert session.run(rows).indices.tolist() == [0, 2]


def test_by_what_the_function_does_not_use(session):
    x = tf.constant(3.0)
    assert tf.function(lambda: tf.gradients(tf.ones([]), x))() == [None]  # as in TensorFlow


@pytest.mark.parametrize("inside", [False, True])
def test_tapes_follow_variables_of_a_graph_through_an_older_trace(inside):
    with tf.Graph().as_default(), tf.Session() as session:
        v, still = tf.Variable([1.0, 2.0]), tf.Variable(3.0, trainable=False)
        scaled = tf.function(lambda x: tf.reduce_sum(v * x) * still)
        x = tf.constant([4.0, 5.0])
        scaled(x)

        def gradient():
            with tf.GradientTape() as tape:
                y = scaled(x)
            assert [w is v for w in tape.watched_variables()] == [True]
            return tape.gradient(y, v)

        found = (tf.function(gradient) if inside else gradient)()
        session.run(tf.global_variables_initializer())
        assert session.run(found).tolist() == [12.0, 15.0]


def _wheel(x, z):
    return tf.while_loop(lambda i, a, b: i < 3, lambda i, a, b: (i + 1, a * x, b), [0, z, z * 2.0])


def _nested(x, z):
    def body(i, a, b):
        inner = tf.while_loop(lambda j, c, d: j < 2, lambda j, c, d: (j + 1, c * x, d), [0, a, b])
        return [i + 1, *tf.cond(i > 1, lambda: (inner[1] * x, inner[2]), lambda: (inner[1], b))]

    return tf.while_loop(lambda i, a, b: i < 3, body, [0, z, z * 2.0])


def _relay(x, z):
    def body(i, a, b, c):
        return i + 1, b * 1.0, c * x, c

    return tf.while_loop(lambda i, *_: i < 3, body, [0, 1.0, z, z * 1.0])


def _until(x, z):
    return [0, tf.while_loop(lambda a: a < x, lambda a: a * 2.0, [z]), z]


# By x and by z = 5, at x = 2: as TensorFlow 1.15 gives them in graphs; None is 0 in functions.
LOOPS = [
    (_wheel, 1, [60.0, 8.0]), (_wheel, 2, [None, 2.0]), (_nested, 2, [None, 2.0]),
    (_relay, 1, [5.0, 2.0]), (_relay, 3, [None, 1.0]), (_until, 1, [None, 1.0]),
]  # fmt: skip


@pytest.mark.parametrize("loop, output, want", LOOPS)
def test_loops_give_none_where_no_path_leads(session, loop, output, want):
    x, z = tf.constant(2.0), tf.constant(5.0)
    got = tf.gradients(loop(x, z)[output], [x, z])
    assert [None if g is None else session.run(g) for g in got] == want
    in_function = tf.function(lambda x, z: tf.gradients(loop(x, z)[output], [x, z]))(x, z)
    assert session.run(in_function) == [g or 0.0 for g in want]


def test_functions_in_functions_are_looked_through_once():
    def around(inner):
        def call(*values):
            found = inner(*values)
            return [0.25 * (x + tf.add_n(found)) for x in found]

        return tf.function(call, autograph=False)

    with tf.Graph().as_default(), tf.Session() as session:
        call = functools.reduce(lambda f, _: around(f), range(20), lambda *v: [2.0 * x for x in v])
        x = tf.placeholder(tf.float32, [])
        y = tf.while_loop(lambda i, *_: i < 2, lambda i, *v: [i + 1, *call(*v)], [0, x, x, x])
        assert session.run(tf.gradients(y[1:], x), {x: 1.0}) == [12.0]


def test_by_a_variable_that_one_branch_alone_reads_has_its_shape(session):
    v = tf.Variable([[1.0, 2.0]])
    total = tf.cond(tf.placeholder(tf.bool), lambda: tf.reduce_sum(v * v), lambda: 1.0)
    assert tf.gradients(total, v)[0].shape == [1, 2]


def test_what_a_loop_carries_to_the_result_behind_a_stop_has_zeros(session):
    x, y = tf.constant(3.0), tf.constant(2.0)

    def body(x, y):
        y = tf.stop_gradient(tf.square(y))
        return tf.square(x) + y, y

    total, _ = tf.while_loop(lambda x, y: x < 100.0, body, [x, y])
    assert session.run(tf.gradients(total, [x, y])) == [156.0, 0.0]  # TensorFlow's


def test_constants_that_wait_for_values_inside(session):
    """The gradient read them with what they wait for, which it does not have."""
    x, n = tf.constant([1.0, 2.0]), tf.placeholder_with_default(2, [])

    def halved(x, before):
        with tf.control_dependencies([before]):
            half = tf.constant(0.5)
        return tf.square(x) * half

    results = [
        tf.function(halved)(x, n),
        tf.cond(n > 1, lambda: halved(x, n), lambda: x),
        tf.while_loop(lambda i, x: i < n, lambda i, x: (i + 1, halved(x, i)), [1, x])[1],
    ]
    for y in results:
        [first] = tf.gradients(y, x)
        assert session.run(first).tolist() == [1.0, 2.0]
        assert session.run(tf.gradients(first, x)[0]).tolist() == [1.0, 1.0]
