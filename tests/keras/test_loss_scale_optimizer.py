"""Losses scaled by optimizers of Keras; values as of TensorFlow 1.15.5, with a scale or none."""

import numpy as np
import pytest

import zeal as tf

Scaling = tf.keras.mixed_precision.experimental.LossScaleOptimizer
rewrite = tf.train.experimental.enable_mixed_precision_graph_rewrite
X = np.arange(12, dtype=np.float32).reshape(4, 3) / 10
Y = X.sum(1, keepdims=True)


@pytest.fixture(autouse=True)
def _rewrite_ends():
    yield
    if tf.config.optimizer.get_experimental_options().get("auto_mixed_precision"):
        tf.train.experimental.disable_mixed_precision_graph_rewrite()


def fitted(optimizer, x=X):
    layers = tf.keras.layers
    model = tf.keras.Sequential([
        layers.Dense(2, input_shape=(3,), kernel_initializer="ones"),
        layers.Dense(1, kernel_initializer="ones"),
    ])  # fmt: skip
    model.compile(optimizer, "mse")
    history = model.fit(x, Y, epochs=3, batch_size=2, verbose=0, shuffle=False)
    return history.history["loss"], model


@pytest.mark.parametrize("eager", [True, False])
@pytest.mark.parametrize(("make", "losses"), [
    (lambda: tf.keras.optimizers.SGD(0.05, momentum=0.9), [2.1098, 5.3315, 4.08]),
    (lambda: tf.train.GradientDescentOptimizer(0.05), [2.1098, 0.57954, 0.039186]),
])  # fmt: skip
def test_models_train_as_without_a_scale(make, losses, eager):
    with tf.Graph().as_default() if not eager else tf.init_scope():
        for scale in ("dynamic", 128):
            assert fitted(rewrite(make(), scale))[0] == pytest.approx(losses, rel=1e-4)
    assert tf.config.optimizer.get_experimental_options()["auto_mixed_precision"]


@pytest.mark.parametrize("eager", [True, False])
def test_steps_that_overflow_are_left_out(eager):
    with tf.Graph().as_default() if not eager else tf.init_scope():
        scale = tf.train.experimental.DynamicLossScale(2.0**60, 2)
        optimizer = Scaling(tf.keras.optimizers.SGD(0.05), scale)
        model = fitted(optimizer, X * 1e15)[1]
        kernel = model.get_weights()[0]
        values = tf.keras.backend.get_value
        assert (kernel == 1).all() and values(optimizer.iterations) == 0
        assert values(optimizer.loss_scale()) == 2.0**54


def test_minimize_and_tapes_scale():
    v, optimizer = tf.Variable(3.0), Scaling(tf.keras.optimizers.SGD(0.25, 0.9), "dynamic")
    assert optimizer.minimize(lambda: v * v, [v]) is None and v.numpy() == 1.5
    assert optimizer.iterations.numpy() == 1 and optimizer.get_slot_names() == ["momentum"]
    assert optimizer.get_slot(v, "momentum").numpy() == -1.5
    assert optimizer.get_scaled_loss(tf.constant(1.0, tf.float16)).numpy() == 32768
    found = optimizer.get_unscaled_gradients([tf.constant(32768.0), None])
    assert found[0].numpy() == 1 and found[1] is None
    optimizer.lr = 0.5
    assert optimizer.learning_rate.numpy() == optimizer._optimizer.lr.numpy() == 0.5


def test_gradients_of_float16_too_small_without_a_scale():
    x = tf.Variable(tf.constant(1.0, tf.float16))
    loss = lambda: x * 1e-5 * 1e-4  # noqa: E731
    with tf.GradientTape() as tape:
        value = loss()
    assert tape.gradient(value, x).numpy() == 0
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.Variable(tf.constant(1.0, tf.float16))
        (grad,) = Scaling(tf.keras.optimizers.SGD(1.0), 2.0**12).get_gradients(loss(), [x])
        x.initializer.run()
        assert session.run(grad) == 0  # 1e-9 itself is below float16
    optimizer = Scaling(tf.keras.optimizers.SGD(1.0), 2.0**12)
    y = tf.Variable(1.0)
    half = lambda: tf.cast(tf.cast(y, tf.float16) * 1e-4 * 1e-4, tf.float32)  # noqa: E731
    ((grad, _),) = optimizer._compute_gradients(half, [y])
    assert grad.numpy() == pytest.approx(1e-8, rel=0.05)


def test_wrong_optimizers():
    sgd = tf.keras.optimizers.SGD
    with pytest.raises(ValueError, match="must be an instance of OptimizerV2, but got: 3"):
        Scaling(3, "dynamic")
    for clip in ({"clipnorm": 1.0}, {"clipvalue": 1.0}):
        with pytest.raises(ValueError, match=f"with a {next(iter(clip))}"):
            Scaling(sgd(**clip), 1)
    for make in (sgd, tf.train.AdamOptimizer):
        with pytest.raises(ValueError, match="must not already be an instance"):
            rewrite(rewrite(make()))
    with pytest.raises(ValueError, match="or a tf.keras.optimizers.Optimizer, but got: 3"):
        rewrite(3)
    with pytest.raises(NotImplementedError):
        rewrite(sgd()).get_config()


def test_checkpoints_have_tensorflows_names(tmp_path):
    v, optimizer = tf.Variable(3.0), Scaling(tf.keras.optimizers.SGD(0.25), "dynamic")
    optimizer.minimize(lambda: v * v, [v])
    path = tf.train.Checkpoint(opt=optimizer).save(str(tmp_path / "c"))
    found = {name.partition("/.ATTR")[0] for name, _ in tf.train.list_variables(path)}
    assert {"opt/base_optimizer/iter", "opt/loss_scale/current_loss_scale"} < found


@pytest.mark.parametrize("wrapped", [
    lambda: Scaling(tf.keras.optimizers.SGD(0.5, momentum=0.5), 8.0),
    lambda: tf.train.experimental.MixedPrecisionLossScaleOptimizer(
        tf.train.MomentumOptimizer(0.5, 0.5), 8.0),
])  # fmt: skip
def test_checkpoints_keep_slots_of_the_wrapped_optimizer(tmp_path, wrapped):
    def steps(optimizer, x, count):
        for _ in range(count):
            optimizer.minimize(lambda: x * x, var_list=[x])
        return float(x)

    def made():
        optimizer, x = wrapped(), tf.Variable(1.0)
        return tf.train.Checkpoint(optimizer=optimizer, x=x), optimizer, x

    saved, *first = made()
    steps(*first, 2)
    path = saved.save(str(tmp_path / "kept"))
    restored, *second = made()
    restored.restore(path)
    assert steps(*second, 2) == steps(*first, 2)
