"""Tests of zeal/test/gradient_checker.py: Jacobians against those known in closed form."""

import numpy as np
import pytest

import zeal as tf
from zeal.test.gradient_checker import max_error

A = np.arange(6.0).reshape(2, 3)
B = np.arange(12.0).reshape(3, 4) / 7


def test_product_in_float64():
    by_tape, by_steps = tf.test.compute_gradient(tf.matmul, [A, B])
    wanted = [np.kron(np.eye(2), B.T), np.kron(A, np.eye(4))]
    for i in range(2):
        np.testing.assert_allclose(by_tape[i], wanted[i], rtol=1e-12)
        np.testing.assert_allclose(by_steps[i], wanted[i], rtol=1e-9, atol=1e-9)
    assert tf.test.compute_gradient_error(tf.matmul, [A, B]) < 1e-9


def test_a_wrong_gradient_is_seen():
    @tf.custom_gradient
    def wrong(x):
        return x * x, lambda dy: 3 * x * dy

    assert tf.test.compute_gradient_error(wrong, [tf.constant([1.0, 2.0])]) > 1.0


def test_unconnected_and_empty():
    by_tape, by_steps = tf.test.compute_gradient(lambda x, y: y, [[1.0], [2.0]])
    assert by_tape[0].tolist() == by_steps[0].tolist() == [[0.0]]
    assert tf.test.compute_gradient_error(lambda x: x * x, [np.zeros([0, 2])]) == 0.0


def test_half_and_complex():
    assert tf.test.compute_gradient_error(lambda x: 2 * x, [np.float16([1, 2])], delta=0.25) < 0.01
    z = np.array([1 + 2j, 3 - 1j])
    by_tape, by_steps = tf.test.compute_gradient(lambda x: x * x, [z])
    assert by_tape[0].shape == by_steps[0].shape == (4, 4)
    np.testing.assert_allclose(by_tape[0], by_steps[0], atol=1e-6)


def in_graph(make, shape, kind=tf.float64, **options):
    with tf.Graph().as_default(), tf.Session():
        x = tf.placeholder(kind, shape)
        y = make(x)
        return tf.test.compute_gradient(x, shape, y, y.shape.as_list(), **options)


def test_products_of_graphs():
    exact, steps = in_graph(lambda x: tf.matmul(x, tf.constant(B)), [2, 3], x_init_value=A)
    np.testing.assert_allclose(exact, np.kron(np.eye(2), B), rtol=1e-12)
    np.testing.assert_allclose(steps, exact, rtol=1e-9, atol=1e-9)


def test_sparse_complex_and_empty_gradients_of_graphs():
    exact, steps = in_graph(lambda x: tf.gather(x, [0, 2, 0]), [3])
    assert exact.tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]
    np.testing.assert_allclose(steps, exact, atol=1e-9)
    exact, steps = in_graph(lambda x: x * (2 + 1j), [2], tf.complex128)
    assert exact.shape == (4, 4)
    np.testing.assert_allclose(steps, exact, atol=1e-6)
    exact, _ = in_graph(lambda x: x * 2, [0, 2])
    assert exact.shape == (0, 0)


def test_lists_and_initializers_of_graphs():
    with tf.Graph().as_default(), tf.Session():
        x, scale = tf.placeholder(tf.float64, [2]), tf.Variable(3.0, dtype=tf.float64)
        y = x * tf.identity(scale)
        pairs = tf.test.compute_gradient(
            [x], [[2]], y, [2], [np.ones(2)], init_targets=[scale.initializer]
        )
        assert len(pairs) == 1 and pairs[0][0].tolist() == [[3, 0], [0, 3]]
        assert tf.test.compute_gradient_error([x], [[2]], y, [2]) < 1e-9


def test_mistakes():
    with pytest.raises(AssertionError, match="Don't support type int32 for x"):
        in_graph(tf.square, [1], tf.int32)
    with pytest.raises(ValueError, match="must be a list"):
        tf.test.compute_gradient(tf.square, 1.0)
    with pytest.raises(ValueError):
        max_error([np.ones(1)], [])


def test_functions_in_graphs():
    with tf.Graph().as_default(), tf.Session():
        by_tape, by_steps = tf.test.compute_gradient(tf.matmul, [tf.constant(A), B])
        wanted = [np.kron(np.eye(2), B.T), np.kron(A, np.eye(4))]
        for i in range(2):
            np.testing.assert_allclose(by_tape[i], wanted[i], rtol=1e-12)
            np.testing.assert_allclose(by_steps[i], wanted[i], rtol=1e-9, atol=1e-9)
        size = len(tf.get_default_graph().get_operations())
        tf.test.compute_gradient(tf.matmul, [np.ones([1, 9]), np.ones([9, 1])])
        assert len(tf.get_default_graph().get_operations()) - size < 60  # none for each step


def test_a_function_in_a_graph():
    with tf.Graph().as_default(), tf.Session():
        found = tf.test.compute_gradient(lambda x: 1j * x * x, [np.array([3.0 + 1j, 2.0])], 1e-6)
        eager_like = np.array([[-2, -6, 0, 0], [6, -2, 0, 0], [0, 0, 0, -4], [0, 0, 4, 0.0]])
    for jacobian in (found[0][0], found[1][0]):
        np.testing.assert_allclose(np.abs(jacobian), np.abs(eager_like), atol=1e-6)
