"""Training of models with several inputs and outputs, against values of TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

keras, layers = tf.keras, tf.keras.layers


def _model():
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    both = layers.concatenate([a, b])
    hidden = layers.Dense(4, "tanh", kernel_initializer="ones", kernel_regularizer="l2")(both)
    first = layers.Dense(1, kernel_initializer="ones", name="first")(hidden)
    second = layers.Dense(3, "softmax", name="second")(hidden)
    return keras.Model([a, b], [first, second])


def _data():
    random = np.random.RandomState(0)
    a, b = (random.randn(10, n).astype("float32") / 4 for n in (2, 3))
    classes = random.randint(0, 3, 10)
    return a, b, a.sum(1), classes


def _compile(model):
    model.layers[-1].set_weights([np.arange(12.0).reshape(4, 3) / 12, np.zeros(3)])
    model.compile(
        keras.optimizers.SGD(0.1), {"first": "mse", "second": "sparse_categorical_crossentropy"},
        metrics={"second": "accuracy"}, loss_weights={"first": 1.0, "second": 0.5},
    )  # fmt: skip


def _steps():
    model = _model()
    _compile(model)
    a, b, target, classes = _data()
    history = model.fit(
        {"a": a, "b": b}, {"first": target, "second": classes}, batch_size=4, epochs=2, verbose=0,
        shuffle=False, sample_weight={"first": None, "second": np.arange(10) / 5},
    )  # fmt: skip
    scores = model.evaluate([a, b], [target, classes], verbose=0)
    predictions = model.predict([a, b], batch_size=3)
    return model.metrics_names, history.history, scores, predictions


WANT = {
    "history": {
        "loss": [3.702473831176758, 1.27888765335083],
        "first_loss": [2.6810226440429688, 0.5365676283836365],
        "second_loss": [1.18252432346344, 1.1593388319015503],
        "second_acc": [0.10000000149011612, 0.20000000298023224],
    },
    "scores": [0.9532862305641174, 0.2367558777332306, 1.0924550294876099, 0.30000001192092896],
    "first": [0.5122675895690918, 1.0173444747924805, 0.8401894569396973],
}


@pytest.mark.parametrize("graph", [False, True])
def test_two_outputs(graph):
    if graph:
        with tf.Graph().as_default():
            names, history, scores, predictions = _steps()
    else:
        names, history, scores, predictions = _steps()
    assert names == ["loss", "first_loss", "second_loss", "second_acc"]
    for name, values in WANT["history"].items():
        np.testing.assert_allclose(history[name], values, rtol=1e-5)
    np.testing.assert_allclose(scores, WANT["scores"], rtol=1e-5)
    assert [p.shape for p in predictions] == [(10, 1), (10, 3)]
    np.testing.assert_allclose(predictions[0][:3, 0], WANT["first"], rtol=1e-5)


def test_own_losses_alone():
    x = keras.Input((2,))
    y = layers.Dense(1, kernel_initializer="ones")(x)
    model = keras.Model(x, y)
    model.add_loss(tf.reduce_mean(y * y))
    model.compile(keras.optimizers.SGD(0.1))
    data = np.ones([4, 2], "float32")
    losses = model.fit(data, epochs=5, verbose=0).history["loss"]
    assert losses[0] == 4.0 and losses[-1] < losses[0] / 10


def test_a_subclass_with_two_outputs():
    class Two(keras.Model):
        def __init__(self):
            super().__init__()
            self.one, self.two = layers.Dense(1), layers.Dense(2)

        def call(self, inputs):
            return self.one(inputs[0]), self.two(inputs[1])

    model = Two()
    model.compile("sgd", "mse", metrics=["mae"])
    a = np.ones([4, 3], "float32")
    model.fit([a, a], [np.zeros([4]), np.zeros([4, 2])], verbose=0)
    assert model.metrics_names == [
        "loss", "output_1_loss", "output_2_loss", "output_1_mean_absolute_error",
        "output_2_mean_absolute_error",
    ]  # fmt: skip
    assert [p.shape for p in model.predict([a, a])] == [(4, 1), (4, 2)]


def test_errors():
    model = _model()
    with pytest.raises(ValueError, match="Unknown entries in loss dictionary"):
        model.compile("sgd", {"third": "mse"})
    with pytest.raises(ValueError, match="The model has 2 outputs, but you passed loss="):
        model.compile("sgd", ["mse"])
    _compile(model)
    a, b, target, classes = _data()
    with pytest.raises(ValueError, match='No data provided for "second"'):
        model.fit([a, b], {"first": target}, verbose=0)
    with pytest.raises(ValueError, match="same number of samples"):
        model.fit([a, b[:3]], [target, classes], verbose=0)


def test_masked_steps_do_not_count():
    x = np.array([[[1.0], [0.0], [2.0]]], "float32")
    model = keras.Sequential([
        layers.Masking(input_shape=(3, 1)), layers.Dense(1, kernel_initializer="ones")
    ])  # fmt: skip
    model.compile("sgd", "mse")
    assert model.evaluate(x, x + np.array([[1.0], [9.0], [2.0]]), verbose=0) == pytest.approx(5 / 3)
