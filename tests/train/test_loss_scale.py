"""Scales of losses: tf.train.experimental, tf.contrib.mixed_precision."""

import numpy as np
import pytest

import zeal as tf

experimental, mixed = tf.train.experimental, tf.contrib.mixed_precision
Descent = tf.train.GradientDescentOptimizer


def optimizers(scale=8.0):
    dynamic = experimental.DynamicLossScale(scale, increment_period=2)
    yield experimental.MixedPrecisionLossScaleOptimizer(Descent(0.5), dynamic), dynamic
    manager = mixed.ExponentialUpdateLossScaleManager(scale, 2, 1, decr_ratio=0.5)
    yield mixed.LossScaleOptimizer(Descent(0.5), manager), manager.get_loss_scale


def test_steps_that_are_not_finite_are_left_out():
    for optimizer, scale in optimizers():
        x, factor = tf.Variable(3.0), tf.Variable(1.0, trainable=False)
        got = []
        for f in (1.0, np.inf, 1.0, 1.0):
            factor.assign(f)
            optimizer.minimize(lambda x=x, factor=factor: x * factor)
            got.append((float(x), float(scale())))
        assert got == [(2.5, 8.0), (2.5, 4.0), (2.0, 4.0), (1.5, 8.0)]


@pytest.mark.parametrize("which", [0, 1])
def test_the_same_in_graphs(which):
    with tf.Graph().as_default(), tf.Session() as session:
        optimizer, scale = list(optimizers())[which]
        x, factor = tf.Variable(3.0), tf.placeholder(tf.float32, [])
        train = optimizer.minimize(x * factor)
        session.run(tf.global_variables_initializer())
        got = []
        for f in (1.0, np.inf, 1.0, 1.0):
            session.run(train, {factor: f})
            got.append(tuple(float(v) for v in session.run([x, scale()])))
        assert got == [(2.5, 8.0), (2.5, 4.0), (2.0, 4.0), (1.5, 8.0)]


def test_fixed_scales():
    for optimizer in (
        experimental.MixedPrecisionLossScaleOptimizer(Descent(0.5), 128),
        mixed.LossScaleOptimizer(Descent(0.5), mixed.FixedLossScaleManager(128)),
    ):
        x, seen = tf.Variable([1.0, 2.0]), []
        pairs = optimizer.compute_gradients(
            lambda x=x, seen=seen: tf.reduce_sum(tf.gather(x, [0, 0])), [x]
        )
        assert pairs[0][0].values.numpy().tolist() == [1.0, 1.0]
        optimizer.apply_gradients(pairs)
        assert x.numpy().tolist() == [0.0, 2.0]


def test_what_is_no_scale():
    with pytest.raises(ValueError, match="at least 1"):
        experimental.FixedLossScale(0.5)
    with pytest.raises(ValueError, match="must be a Python int or float"):
        experimental.FixedLossScale(tf.constant(2.0))
    with pytest.raises(ValueError, match="Could not interpret loss scale identifier"):
        experimental.MixedPrecisionLossScaleOptimizer(Descent(0.5), "other")
    with pytest.raises(ValueError, match='"opt" must be an instance of Optimizer'):
        experimental.MixedPrecisionLossScaleOptimizer(3, 128)
    with pytest.raises(ValueError, match="at least 1"):
        mixed.FixedLossScaleManager(0)


def test_configurations_and_texts():
    scale = experimental.DynamicLossScale(16, 3, 4)
    assert repr(scale) == (
        "DynamicLossScale(current_loss_scale=16.0, num_good_steps=0, initial_loss_scale=16.0, "
        "increment_period=3, multiplier=4.0)"
    )
    assert type(scale).from_config(scale.get_config()).get_config() == scale.get_config()
    assert repr(experimental.FixedLossScale(2)) == "FixedLossScale(2.0)"


def test_checkpoints_hold_scale_and_optimizer(tmp_path):
    scale = experimental.DynamicLossScale(8.0, increment_period=1)
    optimizer = experimental.MixedPrecisionLossScaleOptimizer(Descent(0.5), scale)
    x = tf.Variable(3.0)
    optimizer.minimize(lambda: x * x)
    path = tf.train.Checkpoint(optimizer=optimizer).save(str(tmp_path / "c"))
    keys = {name.partition("/.ATTRIBUTES")[0] for name, _ in tf.train.list_variables(path)}
    assert {f"optimizer/loss_scale/{n}" for n in ("current_loss_scale", "good_steps")} <= keys
    fresh = experimental.DynamicLossScale()
    other = experimental.MixedPrecisionLossScaleOptimizer(Descent(0.5), fresh)
    tf.train.Checkpoint(optimizer=other).restore(path)
    assert float(fresh()) == 16.0
