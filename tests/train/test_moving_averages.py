"""tf.train.ExponentialMovingAverage: values and names of TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf
from zeal.train import moving_averages


def test_averages_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.Variable(1.0, name="x")
        y = tf.get_variable("y", [2], initializer=tf.zeros_initializer())
        step = tf.train.get_or_create_global_step()
        average = tf.train.ExponentialMovingAverage(0.9, num_updates=step)
        assert average.average_name(x) == "x/ExponentialMovingAverage" and not average.average(x)
        update = average.apply()
        doubled = x * 2.0
        other = tf.train.ExponentialMovingAverage(0.9, zero_debias=True, name="Z")
        update_other = other.apply([doubled, x])
        assert (update.name, update_other.name) == ("ExponentialMovingAverage", "Z")
        assert [v.name for v in tf.global_variables()] == [
            "x:0", "y:0", "global_step:0", "x/ExponentialMovingAverage:0",
            "y/ExponentialMovingAverage:0", "mul/Z:0", "x/Z:0", "mul/Z/biased:0",
            "mul/Z/local_step:0",
        ]  # fmt: skip
        assert [v.name for v in tf.moving_average_variables()] == ["x:0", "y:0", "x:0"]
        session.run(tf.global_variables_initializer())
        for _ in range(4):
            session.run([x.assign_add(1.0), y.assign_add([1.0, 2.0])])
            session.run([update, update_other])
            session.run(step.assign_add(1))
        got = session.run([average.average(x), average.average(y)])
        np.testing.assert_allclose(got[0], 4.6, rtol=1e-6)
        np.testing.assert_allclose(got[1], [3.6, 7.2], rtol=1e-6)
        got = session.run([other.average(doubled), other.average(x)])
        np.testing.assert_allclose(got, [7.262576, 1.9049002], rtol=1e-6)
        restored = {k: v.name for k, v in average.variables_to_restore().items()}
        assert restored == {
            "global_step": "global_step:0", "mul/Z": "mul/Z:0", "mul/Z/biased": "mul/Z/biased:0",
            "mul/Z/local_step": "mul/Z/local_step:0", "x/ExponentialMovingAverage": "x:0",
            "x/Z": "x/Z:0", "y/ExponentialMovingAverage": "y:0",
        }  # fmt: skip


def test_averages_eagerly_and_in_functions():
    x = tf.Variable(1.0, name="x")
    average = tf.train.ExponentialMovingAverage(0.9)
    assert average.apply([x]) is None
    x.assign(3.0)

    @tf.contrib.eager.defun
    def update():
        average.apply([x])

    update()
    np.testing.assert_allclose(average.average(x).numpy(), 1.2, rtol=1e-6)
    assert average.average_name(x) == "x/ExponentialMovingAverage"
    assert average.name == "ExponentialMovingAverage"


def test_what_has_no_average():
    average = tf.train.ExponentialMovingAverage(0.9)
    with pytest.raises(TypeError, match="does not support non-Variable tensors"):
        average.apply([tf.constant(1.0)])
    with pytest.raises(TypeError, match="must be half, float, or double: Variable:0"):
        average.apply([tf.Variable(1)])


def test_weighted_averages():
    with tf.Graph().as_default(), tf.Session() as session:
        value, weight = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
        mean = moving_averages.weighted_moving_average(value, 0.5, weight)
        session.run(tf.global_variables_initializer())
        assert session.run(mean, {value: 4.0, weight: 1.0}) == 4.0
        np.testing.assert_allclose(session.run(mean, {value: 1.0, weight: 3.0}), 5 / 3.5)


def test_averages_without_bias_share_their_variables_where_a_scope_reuses():
    from zeal.train.moving_averages import assign_moving_average

    with tf.Graph().as_default():
        with tf.variable_scope("a") as scope:
            x = tf.get_variable("x", [])
            assign_moving_average(x, 0.0, 0.9)
            assign_moving_average(x, 0.0, 0.9)
        names = [v.name for v in tf.global_variables()]
        assert names[1:] == [
            f"a/a/x/{name}:0" for name in ("biased", "local_step", "biased_1", "local_step_1")
        ]
        with tf.variable_scope(scope, reuse=True):
            assign_moving_average(tf.get_variable("x", []), 0.0, 0.9)
        assert [v.name for v in tf.global_variables()] == names
