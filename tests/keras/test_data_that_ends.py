"""fit, evaluate and predict with datasets that end too early, or have targets of other shapes."""

from unittest import mock

import numpy as np
import pytest

import zeal as tf


def made():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse")
    data = tf.data.Dataset.from_tensor_slices(
        (np.ones([20, 3], np.float32), np.ones([20, 1], np.float32))
    )
    return model, data.batch(2)


@pytest.mark.parametrize("graph", [False, True])
@pytest.mark.parametrize("steps, epochs, wanted", [(7, [0, 1], 21), (20, [0], 60)])
def test_training_stops_with_a_warning(graph, steps, epochs, wanted):
    with tf.Graph().as_default() if graph else mock.MagicMock():
        model, data = made()
        with mock.patch.object(tf.logging, "warning") as warned:
            history = model.fit(
                data, epochs=3, steps_per_epoch=steps, verbose=0, validation_data=data,
                validation_steps=10,
            )  # fmt: skip
    assert history.epoch == epochs
    assert len(history.history.get("val_loss", ())) == len(epochs) - 1
    (words,) = (call.args[0] for call in warned.call_args_list if "ran out" in call.args[0])
    assert f"`steps_per_epoch * epochs` batches (in this case, {wanted} batches)" in words


def test_the_others_warn_too():
    model, data = made()
    with mock.patch.object(tf.logging, "warning") as warned:
        assert model.predict(data, steps=30).shape == (20, 1)
        model.evaluate(data, steps=30, verbose=0)
    assert ["`steps * epochs`" in call.args[0] for call in warned.call_args_list] == [True] * 2


def test_shapes_of_targets_are_checked_of_arrays_alone():
    model = tf.keras.Sequential([tf.keras.layers.Dense(4, input_shape=(3,))])
    model.compile("sgd", "mse")
    x, y = np.ones([6, 3], np.float32), np.ones([6, 1], np.float32)
    model.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(2), verbose=0)
    with pytest.raises(ValueError, match="A target array with shape"):
        model.fit(x, y, verbose=0)


def test_steps_are_those_of_the_dataset(capsys):
    """As of 1.15.5: eagerly `fit` alone learns of them at the end of its first epoch."""
    said = []

    def told(mode):
        def note(*_):
            said.append((mode, say.params["steps"]))

        return note

    say = tf.keras.callbacks.LambdaCallback(on_train_begin=told("fit"))
    say.on_test_begin, say.on_predict_begin = told("test"), told("predict")
    for graph in (False, True):
        with tf.Graph().as_default() if graph else mock.MagicMock():
            model, data = made()
            model.fit(data.repeat(2), verbose=0, callbacks=[say])
            model.fit(data.repeat(2), verbose=2, validation_data=data)
            model.predict(data.filter(lambda *_: True), callbacks=[say])
            model.evaluate(data, verbose=0, callbacks=[say])
    begun = [("fit", None), ("predict", None), ("test", 10)]
    assert said == [*begun, ("fit", 20), *begun[1:]]
    assert "Train on 20 steps, validate on 10 steps" in capsys.readouterr().out


def test_a_second_epoch_may_find_nothing():
    model, data = made()
    with pytest.raises(ValueError, match="Empty training data."):
        model.fit(data, steps_per_epoch=10, epochs=2, verbose=0)
