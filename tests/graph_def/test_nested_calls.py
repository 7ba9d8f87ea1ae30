"""Functions of a GraphDef that call each other many times: a few bytes that say many nodes."""

import pytest

import zeal as tf


def twice(f):
    return tf.contrib.eager.defun(lambda v: f(v) + f(v))


def twice_in_branches(f):
    return tf.contrib.eager.defun(lambda v: tf.cond(v > 0, lambda: f(v) + f(v), lambda: f(v)))


def nested(levels, wrap):
    with tf.Graph().as_default() as graph:
        f = tf.contrib.eager.defun(lambda v: v * v)
        for _ in range(levels):
            f = wrap(f)
        tf.identity(f(tf.placeholder(tf.float32, [], name="x")), name="y")
    return graph.as_graph_def()


@pytest.mark.parametrize("wrap", [twice, twice_in_branches])
def test_what_would_be_huge_is_made_once(wrap):
    message = nested(28, wrap)
    with tf.Graph().as_default() as graph:
        [y] = tf.import_graph_def(message, return_elements=["y:0"])
        assert y.shape == [] and len(graph.get_operations()) < 50
        assert len(graph.as_graph_def().library.function) < 150


def test_values_and_gradients_of_shared_functions():
    message = nested(9, twice)
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x, y = tf.import_graph_def(message, return_elements=["x:0", "y:0"])
        assert len(graph.get_operations()) < 50
        [g] = tf.gradients(y, x)
        assert session.run([y, g], {x: 3.0}) == [9.0 * 512, 6.0 * 512]


def test_few_calls_are_written_out():
    message = nested(3, twice)
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x, y = tf.import_graph_def(message, return_elements=["x:0", "y:0"])
        assert sum(op.type == "Mul" for op in graph.get_operations()) == 8
        assert session.run(y, {x: 3.0}) == 72.0
