"""Configurations and copies of models with add_loss, add_metric and structures, as in 1.15."""

import json

import numpy as np
import pytest

import zeal as tf

keras, layers = tf.keras, tf.keras.layers
pytestmark = pytest.mark.usefixtures("mode_with_session")

ADDED = ["i", "mid", "o", "tf_op_layer_Mean", "add_loss", "tf_op_layer_mul", "tf_op_layer_Sum",
         "add_loss_1", "tf_op_layer_Max", "add_metric"]  # fmt: skip


def model_with_additions():
    i = keras.Input((10,), name="i")
    mid = layers.Dense(10, name="mid")(i)
    out = layers.Dense(1, name="o")(mid)
    model = keras.Model(i, out)
    model.add_loss(tf.reduce_mean(out))
    model.add_loss(tf.reduce_sum(mid * mid))
    model.add_metric(tf.reduce_max(mid), name="mx", aggregation="mean")
    return model


def through_config(model):
    return keras.Model.from_config(model.get_config())


def through_json(model):
    return keras.models.model_from_json(model.to_json())


@pytest.mark.parametrize("copy", [through_config, through_json, keras.models.clone_model])
def test_copies_keep_what_was_added(copy):
    model = model_with_additions()
    assert [layer.name for layer in model.layers] == ADDED
    new = copy(model)
    assert sorted(layer.name for layer in new.layers) == sorted(ADDED)
    assert len(new.losses) == 2
    new.compile("sgd")
    new.set_weights([np.ones_like(w) for w in new.get_weights()])
    assert new.metrics_names == ["loss", "mx"]
    assert new.evaluate(np.ones((4, 10)), verbose=0) == [4951.0, 11.0]  # TensorFlow's


def test_configurations_of_what_was_added():
    config = json.loads(model_with_additions().to_json())["config"]["layers"]
    added = [layer["config"] for layer in config if layer["class_name"].startswith("Add")]
    assert added == [
        {"name": "add_loss", "trainable": True, "dtype": "float32", "unconditional": False},
        {"name": "add_loss_1", "trainable": True, "dtype": "float32", "unconditional": False},
        {"name": "add_metric", "trainable": True, "dtype": "float32", "aggregation": "mean",
         "metric_name": "mx"},
    ]  # fmt: skip
    assert config[-1]["inbound_nodes"] == [[["tf_op_layer_Max", 0, 0, {}]]]


def test_layers_behind_a_loss_are_the_models():
    i = keras.Input((2,))
    model = keras.Model(i, layers.Dense(1)(i))
    model.add_loss(tf.reduce_mean(layers.Dense(3, name="aside")(i)))
    assert len(model.trainable_weights) == 4


class Mixing(layers.Layer):
    def call(self, x, y=None, z=None, w=None):
        return x + y["a"] + y["b"][0] * z[0] + w["p"]


def test_tensors_and_values_in_structures_of_arguments():
    i, j = keras.Input((2,), name="i"), keras.Input((2,), name="j")
    mixed = Mixing(name="m")(i, y={"a": j, "b": [j, 3.0]}, z=[i, 2], w={"p": tf.ones([1, 2]) * 4})
    model = keras.Model([i, j], {"u": mixed, "v": layers.Dense(1, name="o")(mixed)})
    config = model.get_config()
    assert config["layers"][2]["inbound_nodes"][0][0][3]["y"] == {
        "a": ["j", 0, 0], "b": [["j", 0, 0], 3.0]
    }  # fmt: skip
    assert config["input_layers"] == [["i", 0, 0], ["j", 0, 0]]
    assert config["output_layers"] == {"u": ["m", 0, 0], "v": ["o", 0, 0]}
    new = keras.Model.from_config(config, custom_objects={"Mixing": Mixing})
    found = new([tf.constant([[1.0, 2.0]]), tf.constant([[3.0, 4.0]])])
    assert sorted(found) == ["u", "v"]
    assert keras.backend.get_value(found["u"]).tolist() == [[11.0, 18.0]]


def test_inputs_in_a_dict():
    i = keras.Input((2,), name="i")
    config = keras.Model({"i": i}, [layers.Dense(1, name="o")(i)]).get_config()
    assert config["input_layers"] == {"i": ["i", 0, 0]}
    assert config["output_layers"] == [["o", 0, 0]]
    assert keras.Model.from_config(config).input_names == ["i"]


@pytest.mark.parametrize("key", ["dtype", "dynamic"])
def test_functional_models_have_a_name_alone(key):
    i = keras.Input((2,))
    with pytest.raises(TypeError, match=f"Got an unexpected argument: {key}"):
        keras.Model(i, layers.Dense(1)(i), **{key: "int64"})
    assert not keras.Model(i, layers.Dense(1)(i), trainable=False).trainable


class Adding(layers.Layer):
    def build(self, shape):
        self.w = self.add_weight("w", [], initializer="ones")
        self.add_loss(self.w * 10.0)
        self.add_loss(lambda: self.w * 100.0)
        super().build(shape)

    def call(self, inputs):
        self.add_loss(self.w * 1000.0)
        self.add_loss(tf.reduce_sum(inputs))
        return inputs


def test_losses_of_a_call_count_once():
    inputs = keras.Input((3,))
    dense = layers.Dense(3, kernel_regularizer="l2", kernel_initializer="ones")
    model = keras.Model(inputs, dense(Adding()(inputs)))
    model.compile("sgd", "mse")
    found = model.train_on_batch(np.zeros((2, 3)), np.zeros((2, 3)))
    # TensorFlow's: eagerly the tensor that `build` adds counts until the next call.
    assert found == pytest.approx(1100.09 if tf.executing_eagerly() else 1110.09)


# --- Sequential: figures of TensorFlow 1.15 ---
def _sum_of_first(model):
    return 0.1 * tf.reduce_mean(tf.reduce_sum(model.layers[0].output, -1))


def test_sequential_models_take_losses_and_metrics():
    ones = {"kernel_initializer": "ones"}
    model = tf.keras.Sequential([tf.keras.layers.Dense(3, input_shape=(2,), **ones)])
    model.add_loss(_sum_of_first(model))
    ten_times = tf.keras.layers.Lambda(lambda x: x / 0.1)(_sum_of_first(model))
    model.add_metric(ten_times, aggregation="mean", name="sum")
    model.add(tf.keras.layers.Dense(1, **ones))
    model.compile("sgd", "mse")
    found = model.evaluate(np.ones([4, 2]), np.ones([4, 1]), verbose=0)
    assert np.allclose(found, [25.6, 6.0])
    assert model.metrics_names == ["loss", "sum"] and len(model.losses) == 1
    history = model.fit(np.ones([4, 2]), np.ones([4, 1]), verbose=0, epochs=3).history
    assert history["loss"][2] < history["loss"][0]
    model.pop()
    assert [layer.units for layer in model.layers] == [3]


def test_datasets_may_have_empty_dicts_of_targets():
    x = tf.keras.Input([2], name="x")
    model = tf.keras.Model(x, tf.keras.layers.Dense(1, kernel_initializer="ones")(x))
    model.add_loss(tf.reduce_mean(model.output))
    model.compile("sgd")
    data = tf.data.Dataset.from_tensors({"x": np.ones([4, 2], "f")}).map(lambda x: (x, {}))
    assert model.fit(data, verbose=0).history["loss"] == [2.0]
