"""Dtypes of layers under `tf.enable_v2_behavior`; all values and types are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf

L = tf.keras.layers
X = np.ones((2, 3))
SERIES = np.ones((2, 3, 4))


@pytest.fixture
def v2():
    tf.enable_v2_behavior()
    yield
    tf.disable_v2_behavior()
    tf.enable_eager_execution()


class Own(L.Layer):
    def call(self, x):
        return x + 1


class Outer(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = L.Dense(2)

    def call(self, x):
        assert x.dtype == tf.float32
        return self.dense(x)


MADE = [
    (lambda: L.Dense(2), X), (lambda: L.Flatten(), X), (Own, X), (Outer, X),
    (lambda: tf.keras.Sequential([L.Dense(2)]), X), (lambda: L.BatchNormalization(), X),
    (lambda: L.Lambda(lambda x: x * 2), X), (lambda: L.Dropout(0.5), X),
    (lambda: L.LSTM(2), SERIES), (lambda: L.Bidirectional(L.GRU(2)), SERIES),
    (lambda: L.Conv1D(2, 2), SERIES), (lambda: L.Activation("relu"), X.astype("float16")),
    (lambda: L.Dense(2), X.astype("int64")), (lambda: L.Embedding(4, 2), X),
]  # fmt: skip


@pytest.mark.parametrize("make, x", MADE)
def test_floats_become_floatx(v2, make, x):
    layer = make()
    for value in (x, tf.constant(x), x.astype("float32"), x):
        assert layer(value).dtype == tf.float32
        assert tf.function(layer)(value).dtype == tf.float32
    if not isinstance(layer, tf.keras.Sequential):
        assert layer.dtype == "float32"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_both_of_two_inputs(v2, dtype):
    both = L.Add(dtype=dtype)([tf.constant(X), tf.constant(X, tf.float32)])
    assert both.dtype == dtype
    np.testing.assert_array_equal(both, np.full((2, 3), 2.0))


def test_what_is_not_cast(v2):
    assert L.Flatten()(X.astype("int64")).dtype == tf.int64
    assert Own(autocast=False)(X).dtype == tf.float64
    assert L.Dense(2, dtype="float64")(X.astype("float32")).dtype == tf.float64
    assert tf.layers.dense(tf.constant(X), 2).dtype == tf.float64


def test_symbolic_inputs(v2):
    x = tf.keras.Input((3,), dtype="float64")
    y = L.Dense(2)(x)
    assert y.dtype == tf.float32
    assert tf.keras.Model(x, y)(X).dtype == tf.float32


def test_a_layer_of_floatx_tells_of_its_first_cast(v2, monkeypatch):
    told = []
    monkeypatch.setattr("zeal.keras.layers.casting.logging.warning", told.append)
    layer = L.Dense(2, name="told")
    for value in (X.astype("float32"), X, X):
        layer(value)
    L.Dense(2, dtype="float32")(X)
    assert len(told) == 1
    assert told[0].startswith(
        "Layer told is casting an input tensor from dtype float64 to the layer's dtype of float32"
    )


def test_layers_take_their_dtype_from_inputs_before():
    assert L.Dense(2).dtype is None
    assert L.Dense(2)(X).dtype == tf.float64


class Bias(L.Layer):
    def build(self, shape):
        self.bias = self.add_weight("b", (1,), initializer="zeros")

    def call(self, x):
        return x + self.bias


@pytest.mark.parametrize("graph", [False, True])
@pytest.mark.parametrize("named", [False, True])
def test_fit_makes_integers_what_the_model_takes(graph, named):
    with tf.Graph().as_default() if graph else tf.init_scope():
        x = tf.keras.Input((1,), name="x")
        model = tf.keras.Model(x, Bias()(x))
        model.compile("sgd", "mae")
        ones, zeros = np.ones((16, 1), "int64"), np.zeros((16, 1), "int64")
        given = {"x": ones} if named else ones
        history = model.fit(given, zeros, batch_size=8, verbose=0)
        assert history.history["loss"] == pytest.approx([0.995])
        assert model.predict(given).shape == (16, 1)


def test_losses_of_integers_are_integers():
    y, other = tf.constant([[4, 8, 12]]), tf.constant([[5, 8, 12]])
    for kind in (tf.keras.losses.MeanSquaredError, tf.keras.losses.MeanAbsoluteError):
        assert kind()(y, y).dtype == tf.int32
        assert int(kind()(y, y)) == int(kind()(y, other)) == 0
