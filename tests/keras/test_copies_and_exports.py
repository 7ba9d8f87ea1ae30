"""Copies of compiled models, and SavedModels of Keras models."""

import numpy as np
import pytest

import zeal as tf
from zeal.keras.functional.clone import clone_functional, clone_sequential, share_weights
from zeal.keras.functional.rebuild import clone_and_build_model, restore_in_place

K = tf.keras


def small(**first):
    return K.Sequential([K.layers.Dense(3, **first), K.layers.Dense(2)])


def data():
    generator = np.random.RandomState(0)
    return generator.rand(4, 3).astype("f"), generator.rand(4, 2).astype("f")


class Pair(K.Model):
    def __init__(self):
        super().__init__()
        self.first, self.more = K.layers.Dense(3), [K.layers.Dense(2)]

    def call(self, x):
        return self.more[0](self.first(x))


def test_a_copy_is_compiled_as_the_model_is(mode):
    x, y = data()
    for model in (small(input_shape=(3,)), small()):
        model.compile(K.optimizers.SGD(0.25), "mse", metrics=["mae"])
        model.fit(x, y, verbose=0)
        copy = clone_and_build_model(model)
        assert copy.loss == "mse" and copy.metrics_names == model.metrics_names
        assert copy.optimizer is not model.optimizer and copy.layers[0] is not model.layers[0]
        assert copy.optimizer.get_config() == model.optimizer.get_config()
        copy.train_on_batch(x, y)
    with pytest.raises(ValueError, match="has not been compiled"):
        clone_and_build_model(small())


def test_a_subclass_is_reset_in_place_and_restored(mode):
    x, y = data()
    model = Pair()
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0)
    first, weights = model.first, model.get_weights()
    with pytest.raises(ValueError, match="in_place_reset"):
        clone_and_build_model(model)
    copy = clone_and_build_model(model, in_place_reset=True)
    assert copy is model and model.first is not first
    copy.train_on_batch(x, y)
    restore_in_place(model)
    assert model.first is first
    for a, b in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(a, b)


def test_copies_may_share_layers_and_are_of_their_kind():
    x = K.Input((3,))
    model = K.Model(x, K.layers.Dense(2)(x))
    assert clone_functional(model, layer_fn=share_weights).layers[1] is model.layers[1]
    steps = small(input_shape=(3,))
    assert clone_sequential(steps, layer_fn=share_weights).layers[0] is steps.layers[0]
    for clone, other in ((clone_functional, steps), (clone_sequential, model)):
        with pytest.raises(ValueError, match="Expected `model` argument"):
            clone(other)
    with pytest.raises(ValueError, match="other than an `InputLayer`"):
        clone_sequential(steps, model.output)


def test_a_variable_counts_the_steps_of_a_copy(mode):
    x, y = data()
    for optimizer in ("adam", tf.train.AdamOptimizer(0.1)):
        model = small(input_shape=(3,))
        model.compile(optimizer, "mse")
        steps = K.backend.variable(5, "int64")
        copy = clone_and_build_model(model, optimizer_iterations=steps)
        copy.train_on_batch(x, y)
        assert K.backend.get_value(steps) == 6


@pytest.mark.parametrize("optimizer", [K.optimizers.Adam, tf.train.AdamOptimizer])
def test_a_model_is_exported_for_training_evaluation_and_use(mode, tmp_path, optimizer):
    x, y = data()
    model = small(input_shape=(3,))
    model.compile(optimizer(0.01), "mse", metrics=["mae"])
    model.train_on_batch(x, y)
    path = str(tmp_path / "model")
    K.experimental.export_saved_model(model, path)
    loaded = K.experimental.load_from_saved_model(path)
    np.testing.assert_allclose(loaded.predict(x), model.predict(x), rtol=1e-6)
    wanted = model.evaluate(x, y, verbose=0)
    with tf.Session(graph=tf.Graph()) as session:
        signature = tf.saved_model.loader.load(session, ["eval"], path).signature_def["eval"]
        names = {k: v.name for k, v in signature.outputs.items()}
        feeds = {signature.inputs[k].name: y if "target" in k else x for k in signature.inputs}
        value = "metrics/mean_absolute_error/value"
        loss, _ = session.run([names["loss"], names[value.replace("value", "update_op")]], feeds)
        assert session.run(names[value]) == pytest.approx(wanted[1], rel=1e-5)
        assert loss == pytest.approx(wanted[0], rel=1e-5)
        assert session.run(tf.train.get_global_step()) == 1
    with tf.Session(graph=tf.Graph()) as session:
        loaded = tf.saved_model.loader.load(session, ["train"], path)
        op = loaded.signature_def["__saved_model_train_op"].outputs["__saved_model_train_op"].name
        session.run(op, feeds)
        assert session.run(tf.train.get_global_step()) == 2


def test_what_cannot_be_exported_says_so(tmp_path):
    with pytest.raises(ValueError, match="Weights for sequential model have not yet been created"):
        K.experimental.export_saved_model(small(), str(tmp_path / "a"))
    with pytest.raises(NotImplementedError, match="subclass"):
        K.experimental.export_saved_model(Pair(), str(tmp_path / "b"))


def test_checkpoints_of_models_keep_the_optimizer(mode, tmp_path):
    x, y = data()
    for optimizer, slot in ((tf.train.MomentumOptimizer(0.1, 0.9), "momentum"),
                            (K.optimizers.SGD(0.1, 0.9), "momentum")):  # fmt: skip
        model = small(input_shape=(3,))
        model.compile(optimizer, "mse")
        model.fit(x, y, verbose=0)
        path = str(tmp_path / type(optimizer).__name__)
        model.save_weights(path, save_format="tf")
        variable = optimizer.get_slot(model.layers[0].kernel, slot)
        before = K.backend.get_value(variable)
        K.backend.set_value(variable, before + 1.0)
        model.load_weights(path)
        np.testing.assert_array_equal(K.backend.get_value(variable), before)
        assert np.any(before)


def test_models_are_saved_to_folders_and_loaded(mode, tmp_path):
    x, y = data()
    model = K.Sequential([K.layers.Dense(2, input_shape=(3,)), K.layers.BatchNormalization()])
    model.compile(K.optimizers.Adam(0.01), "mse", metrics=["mae"])
    model.fit(x, y, verbose=0)
    path = str(tmp_path / "model")
    model.save(path, save_format="tf")
    loaded = K.models.load_model(path)
    np.testing.assert_array_equal(loaded.predict(x), model.predict(x))
    model.reset_metrics()  # of fit: the first batch would count them, as in TensorFlow
    for _ in range(2):  # the optimizer goes on where it was
        np.testing.assert_allclose(loaded.train_on_batch(x, y), model.train_on_batch(x, y),
                                   rtol=1e-5)  # fmt: skip
    assert K.models.load_model(path, compile=False)._compiled_parts is None
    model.save(path, save_format="tf", include_optimizer=False)
    assert K.models.load_model(path)._compiled_parts is None
    assert model._lookup_dependency("optimizer") is model.optimizer
    with pytest.raises(ValueError, match='"h5" or "tf"'):
        model.save(path, save_format="pb")


def test_folders_serve_predictions(tmp_path):
    x, _ = data()
    x = tf.constant(x)
    for number, model in enumerate((small(input_shape=(3,)), Pair())):
        wanted = model.predict(x)
        path = str(tmp_path / str(number))
        model.save(path, save_format="tf")
        served = tf.saved_model.load_v2(path).signatures["serving_default"]
        [found] = served(x).values()
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-6)
    with pytest.raises(NotImplementedError, match="no configuration of a model"):
        K.models.load_model(path)


def test_checkpoints_of_functional_models_have_tensorflows_names(mode, tmp_path):
    x = K.Input((3,))
    model = K.Model(x, K.layers.Dense(1)(K.layers.Flatten()(x)))
    path = str(tmp_path / "weights")
    model.save_weights(path, save_format="tf")
    names = {name for name, _ in tf.train.list_variables(path)}
    assert "layer_with_weights-0/kernel/.ATTRIBUTES/VARIABLE_VALUE" in names
    other = K.models.clone_model(model)
    other.load_weights(path)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
