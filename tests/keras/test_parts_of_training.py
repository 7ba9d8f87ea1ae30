"""Keras models trained as programs do; values as TensorFlow 1.15 gives them in both modes."""

import numpy as np
import pytest

import zeal as tf

K = tf.keras
SGD = K.optimizers.SGD
pytestmark = pytest.mark.usefixtures("mode")


def with_values(model):
    model.set_weights([
        np.sin(np.arange(w.size) + 1.0 + i).reshape(w.shape).astype("float32") * 0.5
        for i, w in enumerate(model.get_weights())
    ])
    return model


def data(n=12, k=4):
    x = np.sin(np.arange(n * k)).reshape(n, k).astype("float32")
    return x, x.sum(1, keepdims=True)


def near(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-6)


class Watched(K.layers.Layer):
    def call(self, inputs):
        self.add_metric(tf.reduce_mean(inputs), name="mean_of_x", aggregation="mean")
        return inputs


def test_metrics_of_layers_and_of_the_model():
    i = K.Input((4,))
    o = K.layers.Dense(1)(Watched()(K.layers.Dense(3)(i)))
    model = K.Model(i, o)
    model.add_metric(tf.reduce_sum(o), name="total", aggregation="mean")
    model.compile(SGD(0.1), "mse", metrics=["mae"])
    with_values(model)
    x, y = data()
    fit = {"epochs": 2, "batch_size": 4, "verbose": 0, "shuffle": False, "validation_data": (x, y)}
    history = model.fit(x, y, **fit).history
    near(history["mean_of_x"], [0.02642371, -0.01694317])
    near(history["total"], [-0.361596, 0.7003694])
    near(history["val_total"], [0.5247224, 1.140559])
    assert model.metrics_names == ["loss", "mean_absolute_error", "mean_of_x", "total"]
    found = model.evaluate(x, y, batch_size=4, verbose=0)
    near(found, [0.3821907, 0.5458875, -0.0263773, 1.140559])
    assert [m.name for m in model.metrics] == model.metrics_names[1:]


def test_metrics_are_told_what_does_not_fit(mode):
    layer = K.layers.Dense(2)
    with pytest.raises(ValueError, match="Please provide a name for your metric"):
        layer.add_metric(tf.constant(1.0))
    with pytest.raises(ValueError, match="support only `mean` sample-wise"):
        layer.add_metric(tf.constant(1.0), aggregation="sum", name="a")
    with pytest.raises(ValueError, match="do not support adding an aggregated metric result"):
        layer.add_metric(tf.constant(1.0), name="a")
    if mode == "eager":  # where Metrics take no tensors of Inputs
        return
    i = K.Input((2,))
    model = K.Model(i, layer(i))
    with pytest.raises(ValueError, match="on a Functional Model is not supported"):
        model.add_metric(K.metrics.Mean(name="m")(model.output))


class Own(K.Model):
    def __init__(self):
        super().__init__()
        self.dense = K.layers.Dense(1, kernel_initializer="ones")
        self.seen = K.metrics.Mean(name="seen")

    def call(self, inputs):
        self.add_metric(self.seen(tf.reduce_sum(inputs)))
        return self.dense(inputs)


def test_a_metric_that_is_an_attribute():
    model = Own()
    model.compile(SGD(0.0), "mse")
    history = model.fit(np.ones([4, 3]), np.ones([4, 1]), batch_size=2, epochs=2, verbose=0).history
    near(history["seen"], [6.0, 6.0])
    near(model.evaluate(np.ones([4, 3]), np.ones([4, 1]), verbose=0), [4.0, 12.0])


def test_what_trains_is_what_trained_when_it_was_compiled():
    """A discriminator that is frozen afterwards trains alone, and stays as it is in the whole."""
    generator = K.Sequential([
        K.layers.Dense(3, input_dim=2), K.layers.LeakyReLU(0.2), K.layers.Dense(4),
    ])  # fmt: skip
    judge = K.Sequential([
        K.layers.Dense(3, input_dim=4, activation="relu"), K.layers.BatchNormalization(),
        K.layers.Dense(1, activation="sigmoid"),
    ])  # fmt: skip
    judge.compile(SGD(0.1), "binary_crossentropy")
    judge.trainable = False
    i = K.Input((2,))
    both = K.Model(i, judge(generator(i)))
    both.compile(SGD(0.1), "binary_crossentropy")
    with_values(generator), with_values(judge)
    z, (x, _) = np.cos(np.arange(12)).reshape(6, 2), data(6)
    found = []
    for _ in range(3):
        found.append(judge.train_on_batch(x, np.ones((6, 1))))
        found.append(judge.train_on_batch(generator.predict(z), np.zeros((6, 1))))
        found.append(both.train_on_batch(z, np.ones((6, 1))))
    near(found, [
        0.6456497, 0.7920668, 0.6472611, 0.6505247, 0.7867963, 0.6517994, 0.655014, 0.7819799,
        0.6559818,
    ])  # fmt: skip


def test_losses_of_ops_between_layers():
    i = K.Input((4,))
    h = K.layers.Dense(3)(i)
    o = K.layers.Dense(4)(tf.tanh(h) * 2.0)
    model = K.Model(i, o)
    model.add_loss(tf.reduce_mean(tf.square(i - o)) + 0.1 * tf.reduce_mean(tf.square(h)))
    model.compile(SGD(0.1))
    with_values(model)
    x, _ = data()
    history = model.fit(x, epochs=3, batch_size=4, verbose=0, shuffle=False).history
    near(history["loss"], [0.488355, 0.2211613, 0.1209409])


def test_weights_of_steps():
    model = K.Sequential([
        K.layers.Masking(input_shape=(3, 2)), K.layers.SimpleRNN(2, return_sequences=True),
        K.layers.Dense(1),
    ])  # fmt: skip
    model.compile(SGD(0.1), "mse", sample_weight_mode="temporal", weighted_metrics=["mae"])
    with_values(model)
    x = np.sin(np.arange(24)).reshape(4, 3, 2)
    x[1, 2] = x[3, 1:] = 0
    y, w = x.sum(2, keepdims=True), np.arange(12).reshape(4, 3) / 12.0
    fit = {"epochs": 2, "batch_size": 2, "verbose": 0, "shuffle": False}
    history = model.fit(x, y, sample_weight=w, **fit).history
    near(history["loss"], [0.5243561, 0.4751435])
    near(history["weighted_mean_absolute_error"], [1.085384, 1.046311])
    near(model.evaluate(x, y, sample_weight=w, verbose=0), [0.4440705, 1.013925])


def test_weights_of_classes_of_one_output():
    i = K.Input((4,))
    outputs = [K.layers.Dense(1, name="a")(i), K.layers.Dense(3, "softmax", name="b")(i)]
    model = K.Model(i, outputs)
    model.compile(SGD(0.1), {"a": "mse", "b": "sparse_categorical_crossentropy"})
    with_values(model)
    (x, y), c = data(), np.arange(12) % 3
    weights = {"b": {0: 1.0, 1: 2.0, 2: 0.5}}
    near(model.train_on_batch(x, [y, c], class_weight=weights), [3.177596, 1.662458, 1.515137])
    fit = {"epochs": 1, "verbose": 0, "shuffle": False}
    history = model.fit(x, [y, c], class_weight=weights, **fit).history
    near([history[k][0] for k in ("loss", "a_loss", "b_loss")], [2.54853, 1.126711, 1.421819])
    with pytest.raises(ValueError, match="The model has multiple outputs, so `class_weight`"):
        model.fit(x, [y, c], class_weight={0: 1.0, 1: 1.0, 2: 1.0}, verbose=0)


@pytest.mark.parametrize("given, want", [
    ({"clipnorm": 0.1}, [0.2285646, 0.6934726, 0.5208051, -0.1306882]),
    ({"clipvalue": 0.01}, [0.3607355, 0.5146487, 0.13056, -0.3184013]),
])  # fmt: skip
def test_gradients_are_cut(given, want):
    """As in TensorFlow's graphs; its eager `fit` forgets to."""
    model = K.Sequential([K.layers.Dense(1, input_dim=4)])
    model.compile(SGD(1.0, **given), "mse")
    with_values(model)
    x, y = data()
    model.fit(x, y, epochs=2, batch_size=4, verbose=0, shuffle=False)
    near(model.get_weights()[0].ravel(), want)


def test_averages_of_frozen_layers_stay():
    i = K.Input((3,))
    frozen = K.layers.BatchNormalization(trainable=False, momentum=0.5)
    model = K.Model(i, K.layers.Dense(1)(frozen(i)))
    model.compile(SGD(0.1), "mse")
    with_values(model)
    before = frozen.get_weights()
    x, y = data(6, 3)
    model.fit(x, y, epochs=1, verbose=0)
    for a, b in zip(before, frozen.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert model.updates == []


def test_updates_that_are_functions_rest_with_the_layer(mode):
    class Counts(K.layers.Layer):
        def build(self, input_shape):
            self.calls = self.add_weight("calls", [], initializer="zeros", trainable=False)

        def call(self, inputs):
            self.add_update(lambda: self.calls.assign_add(1.0))
            return inputs

    layer = Counts()
    i = K.Input((2,))
    model = K.Model(i, K.layers.Dense(1)(layer(i)))
    model.compile(SGD(0.1), "mse")
    before = layer.get_weights()[0]
    model.fit(np.ones([4, 2]), np.ones([4, 1]), batch_size=2, verbose=0)
    assert layer.get_weights()[0] == before + 2
    layer.trainable = False
    model.compile(SGD(0.1), "mse")
    model.fit(np.ones([4, 2]), np.ones([4, 1]), batch_size=2, verbose=0)
    assert layer.get_weights()[0] == before + 2


def test_a_number_of_steps_cuts_arrays():
    model = K.Sequential([K.layers.Dense(1, input_dim=4)])
    model.compile(SGD(0.1), "mse")
    with_values(model)
    x, y = data()
    history = model.fit(x, y, steps_per_epoch=3, verbose=0, shuffle=False).history
    near(history["loss"], [1.211365])
    assert model.predict(x, batch_size=4, steps=2).shape == (8, 1)


def test_arrays_are_checked_against_inputs():
    i, j = K.Input((4,), name="i"), K.Input((3,), name="j")
    model = K.Model([i, j], K.layers.Dense(1)(K.layers.concatenate([i, j])))
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"checking model input: .* Expected to see 2 array"):
        model.predict([np.ones((2, 4))])
    with pytest.raises(ValueError, match=r"expected j to have shape \(3,\) but got array with sh"):
        model.predict([np.ones((2, 4)), np.ones((2, 4))])
    with pytest.raises(ValueError, match=r"expected i to have 2 dimensions, but got array with"):
        model.predict([np.ones((2, 4, 5)), np.ones((2, 3))])
    fixed = K.Sequential([K.layers.LSTM(2, stateful=True, batch_input_shape=(4, 5, 3))])
    assert fixed.stateful and not model.stateful
    with pytest.raises(ValueError, match="`batch_size` argument value 3 is incompatible"):
        fixed.predict(np.ones((3, 5, 3)), batch_size=3)


def test_states_are_reset_and_kept():
    model = K.Sequential([K.layers.GRU(2, stateful=True, batch_input_shape=(2, 3, 1))])
    x = np.ones((2, 3, 1))
    first, second = model.predict(x, batch_size=2), model.predict(x, batch_size=2)
    model.reset_states()
    np.testing.assert_array_equal(model.predict(x, batch_size=2), first)
    assert not np.array_equal(first, second)


def test_metrics_by_names_of_losses():
    for name, told in (("cosine_similarity", "cosine_proximity"), ("logcosh", "logcosh"),
                       ("categorical_hinge", "categorical_hinge")):  # fmt: skip
        model = K.Sequential([K.layers.Dense(2, input_dim=4)])
        model.compile("sgd", "mse", metrics=[name])
        assert model.metrics_names == ["loss", told]


def test_distributions_for_tensorboard(tmp_path):
    model = K.Sequential([K.layers.Dense(3, input_dim=4, name="d"), K.layers.Dense(1, name="e")])
    model.compile("sgd", "mse")
    x, y = data()
    board = K.callbacks.TensorBoard(str(tmp_path), histogram_freq=1)
    model.fit(x, y, epochs=2, verbose=0, validation_data=(x, y), callbacks=[board])
    (path,) = tmp_path.iterdir()
    values = [v for event in tf.train.summary_iterator(str(path)) for v in event.summary.value]
    histograms = {v.tag: v.histo for v in values if v.HasField("histo")}
    assert sorted(histograms) == [
        "d/bias_0", "d/kernel_0", "d_out", "e/bias_0", "e/kernel_0", "e_out",
    ]  # fmt: skip
    assert histograms["d/kernel_0"].num == 12 and histograms["d_out"].num == 36


def test_gradients_reach_through_ops_between_layers_in_traced_functions(mode):
    i = K.Input((4,))
    o = K.layers.Dense(2)(tf.nn.relu(K.layers.Dense(3)(i)) * 2.0 + 1.0)
    model = with_values(K.Model(i, o))
    if mode == "graph":
        return

    def step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.sin(model(x)))
        return tape.gradient(loss, model.trainable_weights)

    x = tf.constant(data()[0])
    for a, b in zip(step(x), tf.function(step)(x), strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-5, atol=1e-6)


def test_run_eagerly_is_what_the_program_says():
    model = K.Sequential([K.layers.Dense(1, input_dim=4)])
    assert model.run_eagerly is False
    model.run_eagerly = True
    if tf.executing_eagerly():
        assert model.run_eagerly is True
    else:
        with pytest.raises(ValueError, match="if eager execution is enabled"):
            model.run_eagerly  # noqa: B018
    model.compile("sgd", "mse", run_eagerly=False)
    assert model.run_eagerly is False
