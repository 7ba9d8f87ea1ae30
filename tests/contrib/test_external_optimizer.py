"""Minimizers of SciPy over a graph's variables, and LARS's arguments."""

import numpy as np
import pytest

import zeal as tf

opt = tf.contrib.opt


@pytest.fixture(autouse=True)
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def minimized(session, optimizer, **kwargs):
    session.run(tf.global_variables_initializer())
    optimizer.minimize(session, **kwargs)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_several_variables(session, dtype):
    v = tf.Variable(np.array([7.0, 7.0], dtype))
    u = tf.get_variable("u", [2, 1], dtype, use_resource=True)
    unused = tf.Variable(np.array(5.0, dtype))
    loss = tf.reduce_sum(tf.square(v - 1)) + tf.reduce_sum(tf.square(u + 2))
    seen, steps = [], []
    optimizer = opt.ScipyOptimizerInterface(loss, options={"maxiter": 50})
    minimized(
        session, optimizer, fetches=[loss], loss_callback=seen.append, step_callback=steps.append
    )
    np.testing.assert_allclose(session.run(v), [1, 1], atol=1e-5)
    np.testing.assert_allclose(session.run(u), [[-2], [-2]], atol=1e-5)
    assert session.run(unused) == 5 and seen[0] > seen[-1] and steps[-1].shape == (5,)


def test_bounds(session):
    v, w = tf.Variable([7.0, 7.0]), tf.Variable([-3.0])
    loss = tf.reduce_sum(tf.square(v)) + tf.reduce_sum(tf.square(w))
    bounds = {v: ([2.0, -np.inf], np.inf)}
    minimized(session, opt.ScipyOptimizerInterface(loss, [v], var_to_bounds=bounds))
    np.testing.assert_allclose(session.run(v), [2, 0], atol=1e-5)
    assert session.run(w) == [-3]


def test_constraints_and_feeds(session):
    """Minimize x * y on a circle: the optimum is known."""
    v, radius = tf.Variable([1.0, 0.5]), tf.placeholder(tf.float32)
    on_circle = tf.reduce_sum(tf.square(v)) - radius**2
    optimizer = opt.ScipyOptimizerInterface(
        v[0] * v[1], equalities=[on_circle], inequalities=[v[0]], method="SLSQP"
    )
    minimized(session, optimizer, feed_dict={radius: 2.0})
    np.testing.assert_allclose(session.run(v), [2**0.5, -(2**0.5)], atol=1e-3)


def test_what_is_refused(session):
    v = tf.Variable([7.0])
    for kwargs, words in [
        ({"bounds": [(0, 1)]}, "Bounds must be set using the var_to_bounds argument"),
        ({"jac": False}, "Optimizer keyword arg 'jac' is set automatically and cannot be"),
    ]:
        with pytest.raises(ValueError, match=words):
            minimized(session, opt.ScipyOptimizerInterface(tf.reduce_sum(v), **kwargs))
    with pytest.raises(NotImplementedError, match="subclass from it and implement the _minimize"):
        minimized(session, opt.ExternalOptimizerInterface(tf.reduce_sum(v)))
    with pytest.raises(ValueError, match="momentum should be positive: -1"):
        opt.LARSOptimizer(0.1, momentum=-1.0)
    with pytest.raises(ValueError, match="weight_decay should be positive: -1"):
        opt.LARSOptimizer(0.1, weight_decay=-1.0)


def test_minimizers_of_programs_get_callbacks_that_can_be_called(session):
    class Half(opt.ExternalOptimizerInterface):
        def _minimize(self, initial_val, step_callback, **others):
            step_callback(initial_val)
            return initial_val / 2

    v = tf.Variable([4.0, 2.0])
    minimized(session, Half(tf.reduce_sum(v)))
    assert session.run(v).tolist() == [2.0, 1.0]
