"""Optimizers around optimizers: clipped variables, and gradients of zeros that change nothing."""

import numpy as np
import pytest

import zeal as tf

O = tf.contrib.opt


@pytest.mark.parametrize("rows", [False, True])
def test_variables_are_clipped_behind_a_step(rows):
    start = np.array([[0.0, 3.0], [0.0, 6.0], [0.6, 0.8]], np.float32)
    with tf.Graph().as_default(), tf.Session() as session:
        x, other = tf.Variable(start), tf.Variable([9.0])
        optimizer = O.VariableClippingOptimizer(
            tf.train.GradientDescentOptimizer(1.0), {x: [1]}, 2.0
        )
        gradient = tf.zeros([3, 2])
        if rows:
            gradient = tf.IndexedSlices(tf.constant([[0.0, 1.0]]), tf.constant([1]))
        step = optimizer.apply_gradients([(gradient, x), (tf.constant([1.0]), other)])
        session.run(tf.global_variables_initializer())
        session.run(step)
        want = start.copy()
        want[1] = [0.0, 2.0]
        want[0] = start[0] if rows else [0.0, 2.0]  # of slices, only their rows are clipped
        np.testing.assert_allclose(session.run(x), want, rtol=1e-6)
        assert session.run(other).tolist() == [8.0]


@pytest.mark.parametrize("rows", [False, True])
def test_zero_gradients_leave_slots_alone(rows):
    with tf.Graph().as_default(), tf.Session() as session:
        x, fed = tf.Variable([1.0, 2.0]), tf.placeholder(tf.float32, [2])
        optimizer = O.MultitaskOptimizerWrapper(tf.train.MomentumOptimizer(0.5, 0.5))
        gradient = tf.IndexedSlices(fed, [0, 1], [2]) if rows else fed
        step = optimizer.apply_gradients([(gradient, x)])
        session.run(tf.global_variables_initializer())
        for value in ([1.0, 0.0], [0.0, 0.0], [0.0, 0.0]):
            session.run(step, {fed: value})
        assert session.run(x).tolist() == [0.5, 2.0]
        assert session.run(optimizer.get_slot(x, "momentum")).tolist() == [1.0, 0.0]
    with pytest.raises(TypeError, match=r"must be an instance of tf.train.Optimizer"):
        O.MultitaskOptimizerWrapper(3)
