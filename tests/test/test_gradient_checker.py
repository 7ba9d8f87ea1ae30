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


def test_mistakes():
    with pytest.raises(NotImplementedError, match="graph mode"):
        tf.test.compute_gradient(tf.constant(1.0), [1], tf.constant(1.0), [1])
    with pytest.raises(ValueError, match="must be a list"):
        tf.test.compute_gradient(tf.square, 1.0)
    with pytest.raises(ValueError):
        max_error([np.ones(1)], [])
