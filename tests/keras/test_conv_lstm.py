"""Recurrent layers and cells of images: values and gradients are TensorFlow 1.15's."""

import json
from pathlib import Path

import conv_lstm_cases as cases
import numpy as np
import pytest

import zeal as tf

CAPTURED = json.loads(Path(__file__).with_name("conv_lstm.json").read_text())
K = tf.keras.layers


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("name", list(cases.LAYERS))
def test_layers(name, traced):
    wrapped = (lambda f: tf.function(f, autograph=False)) if traced else (lambda f: f)
    found = cases.run_layer(tf, name, wrapped)
    np.testing.assert_allclose(found, CAPTURED["layers"][name], rtol=1e-4, atol=2e-4)


@pytest.mark.parametrize("name", list(cases.CELLS))
def test_cells(name):
    found, wanted = cases.run_cell(tf, name), CAPTURED["cells"][name]
    assert found["names"] == wanted["names"]
    np.testing.assert_allclose(found["numbers"], wanted["numbers"], rtol=1e-4, atol=2e-4)


@pytest.mark.parametrize("name", list(cases.LAYERS))
def test_unknown_sizes_and_configurations(name):
    layer = K.ConvLSTM2D(2, **{"kernel_size": 3, **cases.LAYERS[name]})
    whole = layer(cases.X)
    whole = whole if isinstance(whole, list) else [whole]
    shapes = layer.compute_output_shape(cases.X.shape)
    shapes = shapes if isinstance(shapes, list) else [shapes]
    assert [s.as_list() for s in shapes] == [x.shape.as_list() for x in whole]
    values = layer.get_weights()
    with tf.Graph().as_default(), tf.Session() as session:
        again = K.ConvLSTM2D.from_config(layer.get_config())
        x = tf.placeholder(tf.float32, [None, None, None, None, 3])
        outputs = again(x)
        session.run([v.assign(a) for v, a in zip(again.weights, values, strict=True)])
        found = session.run(outputs, {x: cases.X})
    found = found if isinstance(found, list) else [found]
    for got, want in zip(found, whole, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)


def test_channels_first_and_states():
    layer = K.ConvLSTM2D(2, 3, padding="same", return_state=True)
    output, h, c = layer(cases.X)
    turned = K.ConvLSTM2D(2, 3, padding="same", data_format="channels_first")
    x = np.moveaxis(cases.X, -1, 2)
    turned.build(x.shape)
    turned.set_weights(layer.get_weights())
    np.testing.assert_allclose(
        np.moveaxis(turned(x).numpy(), 1, -1), output, rtol=1e-5, atol=1e-6
    )
    halves = layer(cases.X[:, :1])[1:]
    later = layer(cases.X[:, 1:], initial_state=halves)
    for got, want in zip(later, (output, h, c), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)


def test_stateful_layers_go_on():
    layer = K.ConvLSTM2D(2, 3, padding="same", stateful=True, batch_input_shape=(2, None, 5, 6, 3))
    whole = layer(cases.X).numpy()
    layer.reset_states()
    layer(cases.X[:, :2])
    np.testing.assert_allclose(layer(cases.X[:, 2:]), whole, rtol=1e-5, atol=1e-6)


def test_dropout():
    layer = K.ConvLSTM2D(2, 3, dropout=0.5, recurrent_dropout=0.5)
    np.testing.assert_array_equal(layer(cases.X), layer(cases.X))
    assert (layer(cases.X, training=True).numpy() != layer(cases.X).numpy()).any()


def test_training_in_a_model():
    model = tf.keras.Sequential([
        K.ConvLSTM2D(2, 3, input_shape=(3, 5, 6, 3)), K.Flatten(), K.Dense(1),
    ])  # fmt: skip
    model.compile("sgd", "mse")
    history = model.fit(cases.X, np.ones([2, 1]), epochs=8, verbose=0).history["loss"]
    assert history[-1] < history[0]


def test_what_does_not_fit():
    with pytest.raises(TypeError, match="Unrolling isn't possible"):
        K.ConvLSTM2D(2, 3, unroll=True)
    with pytest.raises(ValueError, match="expected ndim=5, found ndim=4"):
        K.ConvLSTM2D(2, 3)(cases.X[0])
    with pytest.raises(ValueError, match="Invalid input_shape"):
        tf.contrib.rnn.ConvLSTMCell(2, [5, 3], 2, [3])


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
@pytest.mark.parametrize("options", [{}, {"return_sequences": True, "return_state": True},
                                     {"go_backwards": True, "time_major": True}])  # fmt: skip
def test_layers_named_after_a_library(kind, options):
    """They are the layers of their kind with other biases."""
    x = np.random.RandomState(1).randn(4, 6, 3).astype("f")
    fast = getattr(K, f"CuDNN{kind}")(5, bias_initializer="random_uniform", **options)
    more = {"reset_after": True} if kind == "GRU" else {}
    plain = getattr(K, kind)(5, recurrent_activation="sigmoid", **more, **options)
    outputs = fast(x)
    plain(x)
    kernel, recurrent, bias = fast.get_weights()
    bias = bias.reshape(2, -1)
    assert fast.weights[2].shape.as_list() == [bias.size]
    plain.set_weights([kernel, recurrent, bias if kind == "GRU" else bias.sum(0)])
    for got, want in zip(tf.nest.flatten(outputs), tf.nest.flatten(plain(x)), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)
    again = type(fast).from_config(fast.get_config())
    again.build(x.shape)
    again.set_weights(fast.get_weights())
    for got, want in zip(tf.nest.flatten(again(x)), tf.nest.flatten(outputs), strict=True):
        np.testing.assert_array_equal(got, want)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.nest.flatten(fast(x))[0])
    assert all(g is not None for g in tape.gradient(loss, fast.trainable_weights))
    with pytest.raises(ValueError, match="Masking is not supported for CuDNN RNNs"):
        fast(x, mask=tf.ones([4, 6], tf.bool))


def test_first_biases():
    bias = K.CuDNNLSTM(2)
    bias.build([None, 3, 4])
    assert bias.get_weights()[2].tolist() == [0] * 10 + [1] * 2 + [0] * 4
