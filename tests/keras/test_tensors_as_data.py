"""Training on tensors of graphs, as TensorFlow 1.15 does it: every step runs them anew."""

import numpy as np
import pytest

import zeal as tf


@pytest.fixture
def model():
    """Two layers whose first values are known."""
    with tf.Graph().as_default():
        dense, fill = tf.keras.layers.Dense, tf.keras.initializers.Constant(0.3)
        first = dense(4, activation="relu", kernel_initializer="ones")
        last = dense(3, activation="softmax", kernel_initializer=fill)
        model = tf.keras.Sequential([first, last])
        optimizer = tf.train.GradientDescentOptimizer(0.1)
        model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
        yield model


def data():
    """20 examples as tensors of the graph."""
    numbers = np.random.RandomState(0)
    x = tf.cast(numbers.rand(20, 5), tf.float32)
    return x, tf.one_hot(numbers.randint(0, 3, 20), 3)


def test_fit(model):
    x, y = data()
    told = {"validation_data": (x, y), "validation_steps": 1}
    history = model.fit(x, y, epochs=3, steps_per_epoch=2, verbose=0, **told).history
    want = {  # captured from TensorFlow 1.15.5
        "loss": [1.08158, 1.06325, 1.0621], "acc": [0.5] * 3,
        "val_loss": [1.06354, 1.06239, 1.06126], "val_acc": [0.5] * 3,
    }  # fmt: skip
    assert history.keys() == want.keys()
    for name, values in want.items():
        np.testing.assert_allclose(history[name], values, atol=1e-5)
    np.testing.assert_allclose(model.evaluate(x, y, steps=2, verbose=0), [1.06126, 0.5], atol=1e-5)
    assert model.predict(x, steps=3).shape == (60, 3)


def test_one_batch(model):
    x, y = data()
    first, second = (model.train_on_batch(x, y)[0] for _ in range(2))
    assert second < first and model.test_on_batch(x, y)[0] < second
    np.testing.assert_array_equal(
        model.predict_on_batch(x), model.predict_on_batch(tf.keras.backend.get_value(x))
    )


def test_elements_of_an_iterator():
    with tf.Graph().as_default():
        x, y = np.arange(6.0, dtype=np.float32).reshape(6, 1), np.ones([6, 1], np.float32)
        element = tf.data.Dataset.from_tensor_slices((x, y)).batch(2).make_one_shot_iterator()
        model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,))])
        model.compile("sgd", "mse")
        before = model.get_weights()[0]
        model.fit(*element.get_next(), steps_per_epoch=3, verbose=0)
        assert (model.get_weights()[0] != before).all()


@pytest.mark.parametrize("method, name", [("fit", "steps_per_epoch"), ("evaluate", "steps")])
def test_steps_are_told(model, method, name):
    with pytest.raises(ValueError, match=f"data tensors as input.*specify the `{name}` argument"):
        getattr(model, method)(*data())
    with pytest.raises(ValueError, match="data tensors as input.*`steps`"):
        model.predict(data()[0])


def test_variables_are_data_as_tensors_are(model):
    x, y = (tf.keras.backend.variable(np.ones(shape)) for shape in ([10, 5], [10, 3]))
    model.fit(x, y, epochs=2, steps_per_epoch=3, verbose=0)
    assert model.predict(x, steps=2).shape == (20, 3)
    with pytest.raises(ValueError, match="you should specify the `steps_per_epoch` argument"):
        model.fit(x, y, verbose=0)


def test_the_first_batch_of_a_dataset_is_a_batch(mode):
    sgd = tf.train.GradientDescentOptimizer(0.25)
    inputs = tf.keras.Input((1,))
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, kernel_initializer="ones")(inputs))
    model.compile(sgd, "mse")
    one = np.ones([4, 1], "f")
    data = tf.data.Dataset.from_tensors((one, 0 * one)).repeat()
    assert model.predict_on_batch(data.map(lambda x, y: x)).shape == (4, 1)
    assert [model.test_on_batch(data), model.train_on_batch(data), model.train_on_batch(data)] == [
        1.0, 1.0, 0.0
    ]  # fmt: skip
    wide = tf.data.Dataset.from_tensors((np.ones([4, 2], "f"), one))
    with pytest.raises(ValueError, match=r"expected input_\d* to have shape \(1,\) but got"):
        model.train_on_batch(wide)
