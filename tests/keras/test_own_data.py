"""Models that bring their own data: `Input(tensor=...)` and `compile(target_tensors=...)`.

Losses are those of TensorFlow 1.15.5.
"""

import numpy as np
import pytest

import zeal as tf


def _tensors():
    data = (np.ones((16, 2), np.float32), np.zeros((16, 1), np.float32))
    dataset = tf.data.Dataset.from_tensor_slices(data).repeat().batch(4)
    return tf.data.make_one_shot_iterator(dataset).get_next()


def _layer(**kwargs):
    return tf.keras.layers.Dense(1, kernel_initializer="ones", name="out", **kwargs)


@pytest.fixture
def graph():
    with tf.Graph().as_default():
        yield
    tf.keras.backend.clear_session()


@pytest.mark.parametrize("form", [lambda y: [y], lambda y: y, lambda y: {"out": y}])
def test_a_model_of_tensors_trains_without_arrays(graph, form):
    x, y = _tensors()
    inputs = tf.keras.Input(tensor=x)
    model = tf.keras.Model(inputs, _layer()(inputs))
    model.compile("sgd", "mse", target_tensors=form(y))
    history = model.fit(epochs=2, steps_per_epoch=2, verbose=0).history
    np.testing.assert_allclose(history["loss"], [3.7672, 2.9412372], rtol=1e-6)
    assert model.evaluate(steps=2, verbose=0) == pytest.approx(2.4382758)
    assert model.train_on_batch(None, None) == pytest.approx(2.4382758)
    assert model.predict_on_batch(None).shape == (4, 1)


def test_targets_of_compile_take_the_place_of_y(graph):
    _, y = _tensors()
    model = tf.keras.Sequential([_layer(input_shape=(2,))])
    model.compile("sgd", "mse", target_tensors=[y])
    ones = np.ones((4, 2))
    assert model.train_on_batch(ones, None) == pytest.approx(4.0)
    with pytest.raises(ValueError, match="expected no data, but got"):
        model.train_on_batch(ones, np.ones((4, 1)))


def test_wrong_targets(graph):
    _, y = _tensors()
    model = tf.keras.Sequential([_layer(input_shape=(2,))])
    with pytest.raises(ValueError, match="should have one entry per model output"):
        model.compile("sgd", "mse", target_tensors=[y, y])
    with pytest.raises(ValueError, match="Only expected the following keys"):
        model.compile("sgd", "mse", target_tensors={"other": y})
    with pytest.raises(TypeError, match="Expected `target_tensors` to be a list"):
        model.compile("sgd", "mse", target_tensors=3)


def test_eager_targets():
    model = tf.keras.Sequential([_layer()])
    model.compile("sgd", "mse", target_tensors=[tf.zeros([4, 1])])
    assert model.train_on_batch(np.ones((4, 2)), None) == pytest.approx(4.0)
    with pytest.raises(ValueError, match="Distribute argument"):
        model.compile("sgd", "mse", distribute=object())


def test_a_model_of_tensors_takes_no_arrays(graph):
    inputs = tf.keras.Input(tensor=tf.ones([4, 2]))
    model = tf.keras.Model(inputs, _layer()(inputs))
    model.compile("sgd", "mse")
    x, y = np.ones((4, 2)), np.zeros((4, 1))
    calls = [
        lambda: model.fit(x, y, steps_per_epoch=1),
        lambda: model.fit(None, y, steps_per_epoch=1, verbose=0, validation_data=(x, y)),
        lambda: model.evaluate(x, y),
        lambda: model.predict(x),
        lambda: model.train_on_batch(x, y),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="checking model input: expected no data, but got"):
            call()
    told = {"validation_data": (None, y), "validation_steps": 1}
    history = model.fit([], y, steps_per_epoch=1, verbose=0, **told).history
    np.testing.assert_allclose(history["loss"], [4.0])
    assert model.predict(None, steps=1).shape == (4, 1)


def test_a_model_without_a_loss_is_not_compiled(graph):
    inputs = tf.keras.Input((2,))
    model = tf.keras.Model(inputs, _layer()(inputs))
    for loss in (None, {}, {"out": None}):
        with pytest.raises(ValueError, match="cannot be compiled because it has no loss"):
            model.compile("sgd", loss, metrics=["mae"])
    model.add_loss(tf.reduce_sum(model.output))
    model.compile("sgd")


def test_an_input_is_a_variable(graph):
    x = tf.keras.Input(tensor=tf.Variable(np.ones((4, 2), np.float32)))
    model = tf.keras.Model(x, _layer()(x))
    assert model.predict(None, steps=1).tolist() == [[2.0]] * 4
    with pytest.raises(ValueError, match="Expected a tensor of a graph"):
        tf.keras.Input(tensor=np.ones((4, 2)))
