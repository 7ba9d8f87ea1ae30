"""What models know of their inputs, losses, updates and weights, in both modes."""

import numpy as np
import pytest

import zeal as tf

K = tf.keras
pytestmark = pytest.mark.usefixtures("mode")


class Two(K.Model):
    def __init__(self):
        super().__init__()
        self.dense = K.layers.Dense(2)

    def call(self, x):
        return self.dense(x)


def test_models_learn_their_inputs_from_the_first_batch():
    x, y = np.ones((4, 3), "f"), np.ones((4, 2), "f")
    for model in (Two(), K.Sequential([K.layers.Dense(2)])):
        assert model.inputs == [] and model.outputs == []
        model.compile("sgd", "mse")
        model.train_on_batch(x, y)
        assert [t.shape.as_list() for t in model.inputs] == [[None, 3]]
        assert [t.shape.as_list() for t in model.outputs] == [[None, 2]]
        model.train_on_batch(x, y)
    assert model.get_config()["build_input_shape"] == (None, 3)
    model.add(K.layers.Dense(5))
    assert [t.shape.as_list() for t in model.outputs] == [[None, 5]]


def test_losses_of_symbolic_calls_are_listed_and_not_added_up():
    x = K.Input((3,))
    layer = K.layers.Dense(2, kernel_regularizer="l2", activity_regularizer="l2")
    y = layer(x)
    model = K.Model(x, y)
    assert len(model.losses) == 2
    model.add_loss(tf.reduce_sum(y))
    assert len(model.losses) == 3
    model.compile(K.optimizers.SGD(0.0), "mse")
    data = np.ones((4, 3), "f"), np.zeros((4, 2), "f")
    kernel = layer.get_weights()[0]
    out = data[0] @ kernel
    wanted = (out**2).mean() + 0.01 * (kernel**2).sum() + 0.01 * (out**2).sum() / 4 + out.sum()
    assert model.train_on_batch(*data) == pytest.approx(wanted, rel=1e-5)


def test_a_shared_layer_has_a_loss_for_each_call():
    a, b = K.Input((3,)), K.Input((3,))
    layer = K.layers.Dense(2, kernel_regularizer="l1", activity_regularizer="l1")
    model = K.Model([a, b], K.layers.add([layer(a), layer(b)]))
    assert len(model.losses) == 3


def test_eager_losses_take_the_place_of_symbolic_ones(mode):
    if mode == "graph":
        return
    x = K.Input((3,))
    model = K.Model(x, K.layers.Dense(2, activity_regularizer="l2")(x))
    assert [t._symbolic for t in model.losses] == [True]
    model(tf.ones([4, 3]))
    assert [t._symbolic for t in model.losses] == [False]


def test_updates_are_found_by_the_inputs_that_they_depend_on(mode):
    if mode == "eager":
        return
    x = K.Input((3,))
    model = K.Model(x, K.layers.BatchNormalization()(x))
    assert len(model.get_updates_for(model.inputs)) == 2
    assert model.get_updates_for(None) == []


def test_float64_inputs_get_float64_arrays():
    x = K.Input((3,), dtype="float64")
    model = K.Model(x, K.layers.Dense(1, kernel_initializer="ones", dtype="float64")(x))
    model.compile("sgd", "mse")
    third = np.full((2, 3), 1.0 / 3.0)
    found = model.predict(third)
    assert found.dtype == np.float64 and found[0, 0] == pytest.approx(1.0, abs=1e-15)
    assert model.train_on_batch(third, np.ones((2, 1))) == pytest.approx(0.0, abs=1e-30)


def test_a_fixed_batch_size_is_that_of_batches():
    model = K.Sequential([K.layers.Dense(1, batch_input_shape=(4, 3))])
    model.compile("sgd", "mse")
    seen = []
    watch = K.callbacks.LambdaCallback(on_batch_end=lambda batch, logs: seen.append(logs["size"]))
    model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0, callbacks=[watch])
    assert seen == [4, 4]


def test_validation_arrays_are_cut_like_the_batches_of_a_sequence():
    class Pairs(K.utils.Sequence):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return np.ones((2, 3)), np.ones((2, 1))

    class Count(K.callbacks.Callback):
        sizes = ()

        def on_test_batch_end(self, batch, logs=None):
            self.sizes = (*self.sizes, logs["size"])

    model = K.Sequential([K.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse")
    count = Count()
    model.fit(Pairs(), validation_data=(np.ones((4, 3)), np.ones((4, 1))), verbose=0,
              callbacks=[count])  # fmt: skip
    assert count.sizes == (2, 2)


def test_variables_that_a_lambda_makes_are_its_own():
    def scaled(x):
        return x * tf.Variable(1.0, name="factor")

    model = K.Sequential([K.layers.Lambda(scaled, input_shape=(3,))])
    assert len(model.trainable_weights) == 1
    model.compile(K.optimizers.SGD(0.1), "mae")
    x = np.ones((10, 3), "f")
    model.fit(x, 2 * x, batch_size=2, epochs=2, verbose=0)
    assert len(model.trainable_weights) == 1
    np.testing.assert_allclose(model.get_weights()[0], 2.0, rtol=1e-5)


def test_weights_and_metrics_must_say_which_output_they_are_for():
    x = K.Input((3,))
    model = K.Model(x, [K.layers.Dense(1, name=n)(x) for n in "ab"])
    with pytest.raises(ValueError, match="one entry per model output. The model has 2 outputs"):
        model.compile("sgd", "mse", metrics=[["mae"]])
    model.compile("sgd", "mse")
    ones = np.ones((4, 1))
    with pytest.raises(TypeError, match="should be either a list or a dict"):
        model.fit(np.ones((4, 3)), [ones, ones], sample_weight=np.ones(4), verbose=0)
    with pytest.raises(ValueError, match="list of 1 elements, but the model has 2 outputs"):
        model.fit(np.ones((4, 3)), [ones, ones], sample_weight=[np.ones(4)], verbose=0)


def test_an_output_without_a_loss_is_told_of(monkeypatch):
    told = []
    monkeypatch.setattr(tf.logging, "warning", told.append)
    x = K.Input((3,))
    model = K.Model(x, [K.layers.Dense(1, name=n)(x) for n in "ab"])
    model.compile("sgd", {"b": "mse"})
    assert len(told) == 1 and told[0].startswith("Output a missing from loss dictionary.")


def test_two_metrics_of_a_layer_have_two_names():
    class Twice(K.layers.Layer):
        def __init__(self):
            super().__init__()
            self.first, self.second = K.metrics.Mean("same"), K.metrics.Mean("same")

        def call(self, x):
            self.add_metric(self.first(x), name="same")
            return x

    with pytest.raises(ValueError, match='We found 2 metrics with the name: "same"'):
        Twice()(tf.ones([2]))


def test_custom_functions_stand_for_their_names():
    def mine(*args, **kwargs):
        raise NotImplementedError

    with K.utils.custom_object_scope({"mine": mine}):
        for of in (K.initializers, K.regularizers, K.activations):
            assert of.get("mine") is mine
    config = K.layers.serialize(K.layers.LeakyReLU(0.5))
    assert K.activations.get(config).get_config()["alpha"] == 0.5


def test_numbers_of_rectifiers_are_as_floatx_holds_them():
    """As in the configurations, and so the files, of TensorFlow 1.15.5."""
    layers = K.layers.ELU(0.1), K.layers.LeakyReLU(0.1), K.layers.ReLU(negative_slope=0.1)
    held = [layer.get_config().get("alpha") for layer in layers]
    assert held == [0.10000000149011612] * 2 + [None]
    assert layers[2].get_config()["negative_slope"] == 0.10000000149011612
    assert K.layers.ThresholdedReLU(0.3).get_config()["theta"] == 0.30000001192092896


def test_names_count_from_the_start_in_both_modes(mode):
    K.layers.Dense(1)
    with tf.Graph().as_default():
        K.backend.reset_uids()
        assert K.layers.Dense(1).name == "dense"
    if mode == "eager":
        assert K.layers.Dense(1).name == "dense"


def test_inputs_of_a_model_of_dicts(tmp_path):
    columns = [tf.feature_column.numeric_column(name) for name in ("x", "a")]
    model = K.Sequential([K.layers.DenseFeatures(columns), K.layers.Dense(1)])
    model.compile("sgd", "mse")
    batch = {"x": np.ones([1, 1], np.float32), "a": np.zeros([1, 1], np.float32)}
    model.fit(batch, np.ones([1, 1]), verbose=0)
    assert model.input_names == list(model.inputs) == ["a", "x"]  # as in TensorFlow 1.15
    expected = model.predict(batch)
    if tf.executing_eagerly():
        tf.saved_model.save(model, str(tmp_path))
        signature = tf.compat.v2.saved_model.load(str(tmp_path)).signatures["serving_default"]
        found = signature(**{name: tf.constant(x) for name, x in batch.items()})
        assert found["output_1"].numpy() == pytest.approx(expected)


@pytest.mark.parametrize("kind", ["sequential", "functional"])
def test_a_models_first_call_is_its_own(kind):
    dense, x = tf.keras.layers.Dense(3, input_shape=(2,)), tf.keras.Input((2,))
    chain = tf.keras.Sequential([dense])
    model = chain if kind == "sequential" else tf.keras.Model(x, dense(x))
    inner = model.get_input_at(0), model.get_output_at(0)
    assert inner == (model.inputs[0], model.outputs[0])
    assert (model.get_input_shape_at(0), model.get_output_shape_at(0)) == ((None, 2), (None, 3))
    other = tf.keras.Input((2,))
    y = model(other)
    assert model.get_input_at(1) is other and model.get_output_at(1) is y
    with pytest.raises(ValueError, match="the layer has only 2 inbound nodes"):
        model.get_input_at(2)
