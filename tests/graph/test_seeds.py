"""Seeds of graphs and streams of sessions: the numbers of TensorFlow 1.15."""

import json
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

# "graph seed, call": what the first and the second run in a session give, rounded.
DRAWS = json.loads((Path(__file__).parent / "draws.json").read_text())
INPUT = np.arange(12).reshape(3, 4).astype("f") / 10


def runs(fetch, count=2, feeds=None):
    """What the first runs of a new session give."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return [np.asarray(session.run(fetch, feeds), float) for _ in range(count)]


@pytest.mark.parametrize("case", DRAWS)
def test_draws(case):
    seed, _, call = case.partition(" ")
    with tf.Graph().as_default() as graph:
        if seed != "None":
            tf.set_random_seed(int(seed))
            assert graph.seed == int(seed)
        y = eval(call)
        first, again = runs(y), runs(y)
    for got, want in zip(first, DRAWS[case], strict=True):
        np.testing.assert_allclose(got.ravel(), want, atol=2e-5)
    np.testing.assert_array_equal(first, again)  # a session starts anew


def dict_of_variables(x):
    w1, b1 = tf.Variable(tf.random_normal([4, 5])), tf.Variable(tf.zeros([5]))
    w2 = tf.Variable(tf.truncated_normal([5, 2], stddev=0.1))
    b2 = tf.Variable(tf.constant(0.1, shape=[2]))
    return tf.matmul(tf.nn.relu(tf.matmul(x, w1) + b1), w2) + b2


def variables_between_ops(x):
    w1, b1 = tf.Variable(tf.random_normal([4, 5])), tf.Variable(tf.zeros([5]))
    h = tf.nn.relu(tf.matmul(x, w1) + b1)
    w2, b2 = tf.Variable(tf.random_uniform([5, 2], -1.0, 1.0)), tf.Variable(tf.zeros([2]))
    return tf.matmul(h, w2) + b2


def layers(x):
    return tf.layers.dense(tf.layers.dense(x, 5, tf.nn.relu), 2)


def scopes(x):
    with tf.variable_scope("a"):
        w = tf.get_variable("w", [4, 3])
        b = tf.get_variable("b", [3], initializer=tf.constant_initializer(0.0))
        x = tf.tanh(tf.matmul(x, w) + b)
    with tf.variable_scope("b"):
        w = tf.get_variable("w", [3, 3], initializer=tf.random_normal_initializer(stddev=0.02))
        return tf.matmul(x, w) + tf.get_variable("b", [3], initializer=tf.zeros_initializer())


@pytest.mark.parametrize("build, want", [
    (dict_of_variables, [0.02835, 0.12201, -0.14049, 0.32142, -0.3044, 0.53266]),
    (variables_between_ops, [-0.61876, 0.45144, -2.48461, 2.32316, -4.32411, 4.2297]),
    (layers, [0.07171, -0.22122, 0.32423, -0.78581, 0.57674, -1.35039]),
    (scopes, [0.00748, 0.005, 0.00134, 0.03203, 0.02196, -0.00191]),
])  # fmt: skip
def test_programs_start_from_the_same_weights(build, want):
    """Ops without a seed take the number of ops before them, which are as many as in TensorFlow."""
    with tf.Graph().as_default():
        tf.set_random_seed(42)
        x = tf.placeholder(tf.float32, [None, 4])
        [got] = runs(build(x), 1, {x: INPUT})
    np.testing.assert_allclose(got.ravel()[:6], want, atol=2e-5)


def test_ops_have_streams_of_their_own():
    with tf.Graph().as_default():
        a, b = tf.random_uniform([2], seed=1), tf.random_uniform([2], seed=1)
        (both,), (_, second) = runs(tf.stack([a, b]), 1), runs(a)
        assert np.array_equal(both[0], both[1]) and not np.array_equal(both[0], second)


def test_without_seeds_nobody_can_foresee():
    with tf.Graph().as_default():
        x = tf.random_uniform([4])
        assert tf.get_seed(None) == (None, None)
        assert not np.array_equal(runs(x), runs(x))


def test_a_program_s_seed_is_not_the_graph_s():
    tf.set_random_seed(3)
    with tf.Graph().as_default() as graph:
        assert graph.seed is None and tf.get_seed(1) == (87654321, 1)
        tf.set_random_seed(4)
        assert tf.get_seed(1) == (4, 1)
    assert tf.get_seed(1) == (3, 1)
    tf.set_random_seed(None)


def test_traced_functions_start_anew_with_the_seed():
    @tf.contrib.eager.defun
    def draw():
        return tf.random_uniform([2], seed=5)

    def twice():
        tf.set_random_seed(1)
        return [draw().numpy().tolist() for _ in range(2)]

    first = twice()
    assert first[0] != first[1] and twice() == first
    tf.set_random_seed(None)


def test_a_loop_s_op_goes_on():
    with tf.Graph().as_default():
        x = tf.map_fn(lambda _: tf.random_uniform([], seed=2), tf.zeros([3]))
        [values] = runs(x, 1)
    assert len(set(values.tolist())) == 3
