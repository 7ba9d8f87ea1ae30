"""Policies: which dtypes layers compute in, and keep; words and values of TensorFlow 1.15.5."""

import numpy as np
import pytest

import zeal as tf
from zeal.eager.behavior import set_v2_dtypes

P = tf.keras.mixed_precision.experimental
L = tf.keras.layers
X = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
HALF = X.astype(np.float16)


@pytest.fixture
def mixed():
    before = set_v2_dtypes(True)
    P.set_policy("mixed_float16")
    yield
    P.set_policy(None)
    set_v2_dtypes(before)


@pytest.mark.parametrize("name, own, computes, keeps, scale", [
    ("float64", "float64", "float64", "float64", None),
    ("float32_with_float32_vars", "float32", "float32", "float32", None),
    ("bfloat16_with_float32_vars", "bfloat16_with_float32_vars", "bfloat16", "float32", None),
    ("mixed_float16", "mixed_float16", "float16", "float32", 32768.0),
    ("mixed_bfloat16", "mixed_bfloat16", "bfloat16", "float32", None),
    ("infer", "infer", None, None, None),
    ("infer_float32_vars", "infer_with_float32_vars", None, "float32", None),
])  # fmt: skip
def test_names(name, own, computes, keeps, scale):
    policy = P.Policy(name)
    assert (policy.name, policy.compute_dtype, policy.variable_dtype) == (own, computes, keeps)
    assert policy.should_cast_variables == (computes != keeps)
    assert (policy.loss_scale and float(policy.loss_scale())) == scale
    assert repr(policy).startswith(f'<Policy "{own}", loss_scale=')


@pytest.mark.parametrize("name, error, words", [
    ("abc", ValueError, "Cannot convert value abc to a mixed precision Policy"),
    ("abc_with_float32_vars", ValueError, "but abc cannot be converted to a DType"),
    (tf.float16, TypeError, "not a DType. Instead, pass DType.name. Got: float16"),
    (5, TypeError, "'name' must be a string, but got: 5"),
])  # fmt: skip
def test_what_is_none(name, error, words):
    with pytest.raises(error, match=words):
        P.Policy(name)


def test_what_may_be_set():
    assert P.global_policy().name == "infer"
    with pytest.raises(ValueError, match="can only be set to a non-infer policy in TensorFlow 2"):
        P.set_policy("mixed_float16")
    with pytest.raises(TypeError, match="Cannot convert value 'mixed_float16' to a TensorFlow DT"):
        L.Dense(1, dtype="mixed_float16")


def value(x):
    if tf.executing_eagerly():
        return x.numpy()
    session = tf.keras.backend.get_session()
    return session.run(x)


def test_a_layer_casts_what_it_reads(mode):
    layer = L.Dense(1, kernel_initializer=tf.constant_initializer(1 + 2**-14),
                    kernel_regularizer="l2", dtype=P.Policy("mixed_float16"))  # fmt: skip
    y = layer(tf.constant(HALF))
    assert (layer.dtype, layer._compute_dtype, layer.kernel.dtype) == (
        "float32", "float16", tf.float32)  # fmt: skip
    spec = layer.compute_output_signature(tf.TensorSpec([3, 2], tf.float16))
    assert (spec.shape.as_list(), spec.dtype) == ([3, 1], tf.float16)
    assert y.dtype == tf.float16 and layer.losses[0].dtype == tf.float32
    assert value(y).tolist() == [[3.0], [7.0]]  # the kernel is 1 in float16
    assert layer.get_weights()[0].tolist() == [[1 + 2**-14]] * 2
    assert layer.weights[0] is layer.kernel and "<AutoCastVariable '" in repr(layer.kernel)


def test_gradients_and_steps_have_the_variables_dtype(mode):
    layer = L.Dense(1, kernel_initializer="ones", dtype=P.Policy("infer_with_float32_vars"))

    def loss():
        return tf.reduce_sum(layer(tf.constant(HALF)))

    loss()
    assert layer._dtype_policy.name == "float16_with_float32_vars"
    step = tf.keras.optimizers.SGD(2**-14).minimize(loss, lambda: layer.trainable_weights)
    if mode == "graph":
        session = tf.keras.backend.get_session()
        session.run(tf.global_variables_initializer())
        session.run(step)
    assert layer.get_weights()[0].tolist() == [[1 - 4 * 2**-14], [1 - 6 * 2**-14]]


def test_a_program_s_layer_reads_and_updates():
    class Counts(L.Layer):
        def build(self, _):
            self.sums = [self.add_weight("sum", [], initializer="ones")]
            self.apart = self.add_weight(
                "apart", [], initializer="ones", experimental_autocast=False)  # fmt: skip

        def call(self, x):
            dtypes.append((self.sums[0].dtype, self.apart.dtype, self.sums[0].true_dtype))
            self.sums[0].assign_add(2**-14)
            return x * self.sums[0] + self.sums[0].value() + tf.reduce_sum([self.sums[0]] * 2)

    dtypes = []
    layer = Counts(dtype=P.Policy("mixed_float16"))
    assert tf.function(layer)(tf.constant(HALF)).numpy().tolist() == (X + 3).tolist()
    assert dtypes[-1] == (tf.float16, tf.float32, tf.float32)
    assert float(layer.sums[0]) == 1 + 2**-14 and layer.sums[0].dtype == tf.float32


@pytest.mark.parametrize("make, shape", [
    (lambda: L.Conv2D(2, 3), (1, 4, 4, 2)), (lambda: L.BatchNormalization(), (2, 3)),
    (lambda: L.LayerNormalization(), (2, 3)), (lambda: L.LSTM(2), (2, 3, 2)),
    (lambda: L.GRU(2), (2, 3, 2)), (lambda: L.SimpleRNN(2), (2, 3, 2)),
    (lambda: tf.keras.Sequential([L.Dense(2), L.PReLU()]), (2, 3)),
])  # fmt: skip
def test_layers_compute_in_half(mixed, make, shape):
    layer, x = make(), np.random.default_rng(0).normal(size=shape).astype(np.float32)
    y = layer(x)
    assert y.dtype == tf.float16
    assert {w.dtype for w in layer.weights} == {tf.float32}
    weights, config = layer.get_weights(), layer.get_config()
    P.set_policy(None)
    whole = type(layer).from_config(config)
    whole(x)
    whole.set_weights(weights)
    np.testing.assert_allclose(y.numpy(), whole(x).numpy(), rtol=1e-2, atol=2e-3)


def test_fit_scales_losses(mixed):
    model = tf.keras.Sequential([
        L.Dense(2, kernel_initializer="ones", input_shape=(2,)), L.BatchNormalization(),
        L.Dense(1, kernel_initializer="ones"), L.Activation("linear", dtype="float32"),
    ])  # fmt: skip
    model.compile(tf.keras.optimizers.SGD(2**-12), "mse")
    assert isinstance(model.optimizer, P.LossScaleOptimizer)
    history = model.fit(X, np.ones([2, 1], np.float32), epochs=2, verbose=0)
    assert history.history["loss"] == [5.0, 5.0]  # float16 overflows: the steps are left out
    assert float(model.optimizer.loss_scale()) == 8192.0
    kernel, _, _, _, mean, variance, *_ = model.get_weights()
    assert kernel.tolist() == [[1.0, 1.0]] * 2
    np.testing.assert_allclose(mean, [0.0995] * 2, rtol=1e-5)
    np.testing.assert_allclose(variance, [1.0597] * 2, rtol=1e-5)
    assert model.predict(X).dtype == np.float32
    with pytest.raises(ValueError, match="when a dype policy with a loss scale  used"):
        model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")


@pytest.mark.parametrize("policy", ["infer", "infer_with_float32_vars"])
def test_data_become_what_inputs_are(mode, policy):
    class Told(L.Layer):
        def call(self, x):
            seen.append(x.dtype)
            return x

    seen = []
    x = tf.keras.Input([1], dtype="float16")
    model = tf.keras.Model(x, L.Dense(1, dtype=P.Policy(policy))(Told()(x)))
    model.compile(tf.keras.optimizers.SGD(0.1), "mse")
    model.fit(X[:, :1].astype(np.float64), X[:, 1:], verbose=0)
    assert set(seen) == {tf.float16}
    assert model.weights[0].dtype == (tf.float16 if policy == "infer" else tf.float32)
