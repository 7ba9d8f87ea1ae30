"""Whole models in HDF5 files, TensorFlow's too; models as texts; checkpoints of whole models."""

import json
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal.keras.model_files import load_model, save_model

layers, models = tf.keras.layers, tf.keras.models
GOLDEN = Path(__file__).parent.parent / "golden"
X = np.sin(np.arange(12).reshape(4, 3)).astype("float32")
Y = [X[:, :1] * 2, np.eye(2, dtype="float32")[[0, 1, 1, 0]]]

h5py = pytest.importorskip("h5py")


def sequential(optimizer="adam"):
    model = tf.keras.Sequential([
        layers.Dense(4, "relu", input_shape=(3,), kernel_regularizer=tf.keras.regularizers.l2(0.1)),
        layers.BatchNormalization(), layers.Dense(2, "softmax"),
    ])  # fmt: skip
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    return model


def arrays(found):
    return [np.asarray(x) for x in found]


def close(got, want):
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_a_file_of_tensorflow(mode):
    """Predictions are those of its writer, and so are those after a further step."""
    want = json.loads((GOLDEN / "keras_model.json").read_text())
    model = load_model(GOLDEN / "keras_model.h5")
    assert model.metrics_names == want["metrics"] and model.name == "net"
    close(model.predict(X), want["saved"])
    model.train_on_batch(X, Y)
    close(model.predict(X), want["next"])
    assert [layer.name for layer in model.layers] == ["a", "s", "add", "bn", "y1", "y2"]


OPTIMIZERS = ["SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam", "Ftrl"]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on(mode, name, tmp_path):
    model = sequential(name)
    model.fit(X, Y[1], epochs=2, verbose=0)
    save_model(model, tmp_path / "m.h5")
    loaded = load_model(tmp_path / "m.h5")
    assert loaded.optimizer.get_config() == model.optimizer.get_config()
    assert [v.shape for v in loaded.optimizer.weights] == [v.shape for v in model.optimizer.weights]
    for each in (model, loaded):
        each.fit(X, Y[1], epochs=2, verbose=0, shuffle=False)
    np.testing.assert_allclose(loaded.predict(X), model.predict(X), rtol=1e-6, atol=1e-7)
    assert loaded.metrics_names == model.metrics_names


def test_what_the_file_holds(tmp_path):
    model = sequential()
    model.train_on_batch(X, Y[1])
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r") as file:
        assert file.attrs["keras_version"] == "2.2.4-tf" and file.attrs["backend"] == "tensorflow"
        training = json.loads(file.attrs["training_config"])
        assert training["loss"] == "categorical_crossentropy"
        assert training["metrics"] == ["accuracy"] and training["sample_weight_mode"] is None
        assert training["optimizer_config"]["class_name"] == "Adam"
        assert json.loads(file.attrs["model_config"])["class_name"] == "Sequential"
        # The count of steps, then two slots of each of the six variables.
        assert len(file["optimizer_weights"].attrs["weight_names"]) == 13
    model.save(tmp_path / "n.h5", include_optimizer=False)
    with h5py.File(tmp_path / "n.h5", "r") as file:
        assert "training_config" not in file.attrs and "optimizer_weights" not in file


def test_open_files_and_overwriting(tmp_path, monkeypatch):
    model = sequential()
    with h5py.File(tmp_path / "m.h5", "w") as file:
        model.save(file)
    with h5py.File(tmp_path / "m.h5", "r") as file:
        np.testing.assert_array_equal(load_model(file).predict(X), model.predict(X))
    other = sequential()
    monkeypatch.setattr("builtins.input", lambda text: "n")
    other.save(tmp_path / "m.h5", overwrite=False)
    np.testing.assert_array_equal(load_model(tmp_path / "m.h5").predict(X), model.predict(X))
    with pytest.raises(TypeError, match="not JSON|Not JSON"):
        bad = tf.keras.Sequential([layers.Dense(1, input_shape=(3,))])
        bad.compile("sgd", "mse", loss_weights=[object()])
        bad.save(tmp_path / "m.h5")
    np.testing.assert_array_equal(load_model(tmp_path / "m.h5").predict(X), model.predict(X))


class Scale(layers.Layer):
    def __init__(self, by, **kwargs):
        super().__init__(**kwargs)
        self.by = by

    def call(self, inputs):
        return inputs * self.by

    def get_config(self):
        return {**super().get_config(), "by": self.by}


def half_error(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred), -1) / 2


def test_custom_objects(tmp_path):
    model = tf.keras.Sequential([Scale(2.0, input_shape=(3,)), layers.Dense(1)])
    model.compile(tf.keras.optimizers.SGD(0.1), half_error, metrics=[half_error])
    model.save(tmp_path / "m.h5")
    with pytest.raises(ValueError, match="Unknown layer: Scale"):
        load_model(tmp_path / "m.h5")
    own = {"Scale": Scale, "half_error": half_error}
    loaded = load_model(tmp_path / "m.h5", own)
    assert loaded.loss is half_error
    both = [m.evaluate(X, Y[0], verbose=0) for m in (model, loaded)]
    np.testing.assert_allclose(*both, rtol=1e-6)
    assert load_model(tmp_path / "m.h5", {"Scale": Scale}, compile=False)._compiled_parts is None


def doubled(x):
    return x * 2


def test_functions_of_lambdas():
    """By their names, or by the layers' where TensorFlow wrote bytecode, which is not run."""
    x = tf.keras.Input((2,))
    model = tf.keras.Model(x, layers.Lambda(doubled, name="twice")(x))
    copy = models.model_from_json(model.to_json(), {"doubled": doubled})
    assert copy.predict(np.ones([1, 2])).tolist() == [[2.0, 2.0]]
    config = layers.Lambda(doubled, name="twice").get_config()
    config["function"] = ["4wEAAAAA", None, None]
    with pytest.raises(ValueError, match=r"bytecode, which is not run; give .*or the layer's"):
        layers.Lambda.from_config(config)
    assert layers.Lambda.from_config(config, {"twice": doubled}).function is doubled


def test_ops_between_layers(tmp_path):
    """In TensorFlow's form: the op as JSON, and the inputs that are constant."""
    x = tf.keras.Input((3,), name="x")
    y = layers.Dense(2, name="y")(tf.nn.relu(layers.Dense(3, name="h")(x)) * 2.0)
    model = tf.keras.Model(x, y)
    model.save(tmp_path / "m.h5")
    loaded = load_model(tmp_path / "m.h5", compile=False)
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    [config] = [
        layer["config"] for layer in json.loads(model.to_json())["config"]["layers"]
        if layer["name"].startswith("tf_op_layer_") and layer["config"]["constants"]
    ]  # fmt: skip
    assert config["node_def"]["op"] == "Mul" and config["constants"] == {"1": 2.0}
    assert config["node_def"]["attr"] == {"T": {"type": "DT_FLOAT"}}
    assert not config["name"].startswith("tf_op_layer_")


def test_losses_and_metrics_that_are_objects(tmp_path):
    model = tf.keras.Sequential([layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", tf.keras.losses.Huber(0.5), [tf.keras.metrics.MeanAbsoluteError(name="e")])
    model.save(tmp_path / "m.h5")
    loaded = load_model(tmp_path / "m.h5")
    assert loaded.metrics_names == ["loss", "e"]
    both = [m.evaluate(X, Y[0], verbose=0) for m in (model, loaded)]
    np.testing.assert_allclose(*both, rtol=1e-6)


def test_a_sequential_that_was_built_later(tmp_path):
    model = tf.keras.Sequential([layers.Dense(2)])
    model.build([None, 3])
    model.save(tmp_path / "m.h5")
    loaded = load_model(tmp_path / "m.h5")
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))


def test_optimizers_of_train_are_left_out(tmp_path, capsys):
    model = tf.keras.Sequential([layers.Dense(1, input_shape=(3,))])
    model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
    model.save(tmp_path / "m.h5")
    assert load_model(tmp_path / "m.h5")._compiled_parts is None


def test_what_is_refused(tmp_path):
    class Net(tf.keras.Model):
        def call(self, x):
            return x

    with pytest.raises(NotImplementedError, match="requires the model to be a Functional"):
        Net().save(tmp_path / "m.h5")
    model = sequential()
    with pytest.raises(ValueError, match='save_format is "h5" or "tf"'):
        model.save(tmp_path / "m", save_format="pb")
    with pytest.raises(tf.errors.NotFoundError, match="does not exist"):
        load_model(tmp_path / "none.h5")
    with pytest.raises(OSError, match="SavedModel file does not exist"):
        load_model(tmp_path)
    (tmp_path / "text.h5").write_text("x")
    with pytest.raises(OSError, match="is not an HDF5 file"):
        load_model(tmp_path / "text.h5")
    model.save_weights(tmp_path / "w.h5")
    with pytest.raises(ValueError, match="No model found in config file"):
        load_model(tmp_path / "w.h5")
    model.save(tmp_path / "m.h5")
    data = (tmp_path / "m.h5").read_bytes()
    (tmp_path / "cut.h5").write_bytes(data[: len(data) // 2])
    with pytest.raises((tf.errors.DataLossError, OSError)):
        load_model(tmp_path / "cut.h5")


def test_weights_by_name_of_a_whole_model(tmp_path):
    first = sequential()
    first.save(tmp_path / "m.h5")
    names = [layer.name for layer in first.layers]
    other = tf.keras.Sequential([
        layers.Dense(5, input_shape=(3,), name="other"), layers.Dense(4, name=names[0])
    ])
    before = other.get_weights()
    with pytest.raises(ValueError, match="has shape"):
        other.load_weights(tmp_path / "m.h5", by_name=True)
    close(other.get_weights(), before)
    fitting = tf.keras.Sequential([layers.Dense(4, input_shape=(3,), name=names[0])])
    fitting.load_weights(tmp_path / "m.h5", by_name=True)
    close(fitting.get_weights(), first.layers[0].get_weights())


def test_checkpoints_of_whole_models(mode, tmp_path):
    model = sequential()
    path = str(tmp_path / "m{epoch}.h5")
    model.fit(X, Y[1], epochs=2, verbose=0, callbacks=[tf.keras.callbacks.ModelCheckpoint(path)])
    np.testing.assert_allclose(
        load_model(tmp_path / "m2.h5").predict(X), model.predict(X), rtol=1e-6
    )
    assert (tmp_path / "m1.h5").exists()


def test_checkpoints_after_examples_and_of_subclasses(tmp_path):
    model = sequential()
    path = str(tmp_path / "m{epoch}.h5")
    saved = []

    class Watch(tf.keras.callbacks.ModelCheckpoint):
        def _save(self, path, words):
            saved.append(Path(path).name)

    watch = Watch(path, save_freq=5)
    model.fit(X, Y[1], batch_size=2, epochs=5, verbose=0, callbacks=[watch])
    assert saved == ["m2.h5", "m3.h5", "m5.h5"]  # of 20 examples, after 6, 12 and 18
    with pytest.raises(ValueError, match="Unrecognized save_freq: often"):
        Watch(path, save_freq="often")

    class Net(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(2)

        def call(self, x):
            return self.dense(x)

    net = Net()
    net.compile("sgd", "mse")
    each = tf.keras.callbacks.ModelCheckpoint(str(tmp_path / "net"))
    net.fit(X, Y[1], verbose=0, callbacks=[each])
    assert each.save_weights_only and (tmp_path / "net.index").exists()


def test_texts():
    yaml = pytest.importorskip("yaml")
    x = tf.keras.Input((3,), name="x")
    model = tf.keras.Model(x, layers.Dense(2, name="y")(x), name="net")
    text = model.to_yaml()
    assert yaml.safe_load(text)["config"]["input_layers"] == [["x", 0, 0]]
    for copy in (models.model_from_yaml(text), models.model_from_json(model.to_json())):
        assert copy.name == "net" and copy.output_shape == (None, 2)
    shape = "batch_input_shape: !!python/tuple [null, 3]"
    layer = f"{{class_name: Dense, config: {{units: 2, {shape}}}}}"
    text = f"{{class_name: Sequential, config: {{name: s, layers: [{layer}]}}}}"
    assert models.model_from_yaml(text).output_shape == (None, 2)
    with pytest.raises(yaml.YAMLError):
        models.model_from_yaml("a: !!python/object/apply:os.getpid []")


def test_arrays_that_the_file_does_not_hold(tmp_path):
    """A dataset may claim terabytes that nobody wrote."""
    model = tf.keras.Sequential([layers.Dense(2, input_shape=(3,))])
    path = str(tmp_path / "model.h5")
    save_model(model, path)
    with h5py.File(path, "r+") as file:
        group = file["model_weights"][model.layers[0].name]
        name = group.attrs["weight_names"][0].decode()
        del group[name]
        group.create_dataset(name, (10**12,), "f4", chunks=(10**6,), compression="gzip")
    with pytest.raises(tf.errors.DataLossError, match="claims to have 4000000000000 bytes"):
        load_model(path)


def test_a_lambda_of_a_file_is_given_by_its_layers_name():
    double = tf.keras.layers.Lambda(lambda x: x * 2, name="double", input_shape=(3,))
    text = tf.keras.Sequential([double]).to_json()
    with pytest.raises(ValueError, match=r"Unknown function: <lambda>; .*\{'double': function\}"):
        tf.keras.models.model_from_json(text)
    model = tf.keras.models.model_from_json(text, {"double": lambda x: x * 2})
    assert model.predict([[1.0, 2.0, 3.0]]).tolist() == [[2.0, 4.0, 6.0]]
