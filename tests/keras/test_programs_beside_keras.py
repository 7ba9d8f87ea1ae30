"""What small Keras programs find in TensorFlow 1.15.5: structures, names, numbers of there."""

from contextlib import nullcontext

import numpy as np
import pytest

import zeal as tf

K = tf.keras
X, Y = np.ones((5, 3), "float32"), np.ones((5, 2), "float32")


def a_model(optimizer="sgd"):
    x = K.Input((3,))
    model = K.Model([x], [K.layers.Dense(2)(x)])
    model.compile(optimizer, "mse")
    return model


def test_one_tensor_in_a_list_is_as_it_is():
    model = a_model()
    assert model.output_shape == (None, 2) and model.input_shape == (None, 3)
    assert isinstance(model.output, tf.Tensor) and isinstance(model.input, tf.Tensor)
    assert model.inputs == [model.input]
    assert K.layers.Dense(4)(model(K.Input((3,)))).shape.as_list() == [None, 4]
    assert model.predict([X]).shape == (5, 2)


@pytest.mark.parametrize("first", ["layer", "tensor"])
def test_configurations_have_the_input_in_the_first_layer(first):
    given = K.layers.InputLayer((3,)) if first == "layer" else K.Input((3,))
    model = K.Sequential([given, K.layers.Dense(2)])
    (layer,) = model.get_config()["layers"]
    assert layer["class_name"] == "Dense" and layer["config"]["batch_input_shape"] == (None, 3)
    assert K.models.model_from_json(model.to_json()).input_shape == (None, 3)
    nested = K.Sequential([K.layers.InputLayer((3,)), a_model()])
    assert K.Sequential.from_config(nested.get_config()).output_shape == (None, 2)


def test_variables_of_optimizers_are_in_the_scope_of_training():
    with tf.Graph().as_default(), tf.Session():
        model = a_model("adam")
        model.train_on_batch(X, Y)
        names = [w.name for w in model.optimizer.weights]
        layer = model.layers[1].name
        assert names[:2] == ["training/Adam/iter:0", f"training/Adam/{layer}/kernel/m:0"]


def test_variables_of_other_optimizers_too():
    optimizer = tf.train.AdamOptimizer(0.1)
    a_model(optimizer).train_on_batch(X, Y)
    names = [v.name for v in optimizer.variables()]
    assert [n for n in names if "power" in n] == [
        "training/beta1_power:0", "training/beta2_power:0",
    ]  # fmt: skip


def test_estimators_count_with_the_global_step(tmp_path):
    def data():
        return tf.data.Dataset.from_tensor_slices((X, Y)).batch(2).repeat()

    model = a_model("adam")
    estimator = K.estimator.model_to_estimator(model, model_dir=str(tmp_path))
    estimator.train(data, steps=2)
    layer = model.layers[1].name
    slots = [f"{layer}/{w}/{s}" for w in ("bias", "kernel") for s in "mv"]
    hyper = ["beta_1", "beta_2", "decay", *slots, "learning_rate"]
    assert sorted(estimator.get_variable_names()) == [
        f"{layer}/bias", f"{layer}/kernel", "global_step", *(f"training/Adam/{n}" for n in hyper),
    ]  # fmt: skip
    assert estimator.get_variable_value("global_step") == 2


@pytest.mark.parametrize("called", [False, True])
def test_summaries_of_models_built_for_shapes(called):
    model, lines = K.Sequential([K.layers.Dense(2)]), []
    model.build((None, 3))
    if called:
        model(X)
    model.summary(print_fn=lines.append)
    assert "multiple" in lines[4]


def test_summaries_list_the_shapes_of_ops():
    x, lines = K.Input((3,)), []
    K.Model(x, K.layers.Dense(2)(x * 2.0)).summary(print_fn=lines.append)
    assert "[(None, 3)]" in lines[6]


def test_losses_by_the_names_of_functions():
    loss = K.losses.get("huber_loss")
    assert loss([[0.0, 1.0]], [[3.0, 1.5]]).numpy().tolist() == [[2.5, 0.125]]
    assert K.losses.serialize(loss) == "huber_loss"


def test_functions_say_their_module():
    assert K.layers.Lambda(lambda x: x).get_config()["module"] == __name__


class Notes(K.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.steps = []

    def on_train_begin(self, logs=None):
        self.steps.append(self.params["steps"])

    on_test_begin = on_predict_begin = on_train_begin


@pytest.mark.parametrize(
    ("optimizer", "steps"),
    [("sgd", [3, 3, 3]), (tf.train.GradientDescentOptimizer(0.1), [None, None, None])],
)
def test_callbacks_know_the_number_of_batches(optimizer, steps):
    model, notes = a_model(optimizer), Notes()
    told = {"batch_size": 2, "verbose": 0, "callbacks": [notes]}
    model.fit(X, Y, **told)
    model.evaluate(X, Y, **told)
    model.predict(X, **told)
    assert notes.steps == steps


@pytest.mark.parametrize("noted", [
    K.callbacks.ReduceLROnPlateau("loss"), K.callbacks.LearningRateScheduler(lambda e, r: r),
])  # fmt: skip
def test_rates_are_noted_as_they_are(noted):
    history = a_model().fit(X, Y, verbose=0, callbacks=[noted]).history
    assert history["lr"] == [np.float32(0.01)] and isinstance(history["lr"][0], np.float32)


def test_schedules_are_noted_as_they_are():
    rate = K.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)
    plateau = K.callbacks.ReduceLROnPlateau("loss")
    history = a_model(K.optimizers.SGD(rate)).fit(X, Y, verbose=0, callbacks=[plateau]).history
    assert history["lr"] == [rate]


def batches():
    for i in range(0, 7, 2):
        yield XS[i : i + 2], YS[i : i + 2]


XS = np.arange(21, dtype="float32").reshape(7, 3) / 10
YS = np.arange(14, dtype="float32").reshape(7, 2) / 7
OF_EXAMPLES, OF_BATCHES = 5.805306, 6.995485  # of 2, 2, 2 and 1 examples


def a_dataset():
    return tf.data.Dataset.from_tensor_slices((XS, YS)).batch(2)


@pytest.mark.parametrize("graph", [False, True])
@pytest.mark.parametrize("source", ["dataset", "generator"])
def test_losses_of_batches_of_several_sizes(graph, source):
    """While it trains, a loss is the mean over examples; only graphs count batches of datasets."""
    with tf.Graph().as_default() if graph else nullcontext():
        x, sizes = K.Input((3,)), []
        model = K.Model(x, K.layers.Dense(2, kernel_initializer="ones")(x))
        model.compile(K.optimizers.SGD(0.0), "mse")
        note = K.callbacks.LambdaCallback(
            on_batch_end=lambda batch, logs: sizes.append(logs["size"])
        )
        told = {"steps_per_epoch": 4, "verbose": 0, "callbacks": [note]}
        data = a_dataset() if source == "dataset" else batches()
        (loss,) = model.fit(data, **told).history["loss"]
        counted = graph and source == "dataset"
        assert sizes == ([1] * 4 if counted else [2, 2, 2, 1])
        np.testing.assert_allclose(loss, OF_BATCHES if counted else OF_EXAMPLES, 1e-5)
        data = a_dataset() if source == "dataset" else batches()
        np.testing.assert_allclose(model.evaluate(data, steps=4, verbose=0), OF_BATCHES, 1e-5)
