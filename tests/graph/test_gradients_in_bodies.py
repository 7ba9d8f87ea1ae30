"""tf.gradients in functions and branches, by values that they take from the program around them."""

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
