"""Objects of programs' classes, which convert to tensors, stay what they are between layers."""

import numpy as np
import pytest

import zeal as tf


class Box:
    def __init__(self, value):
        self.value = value

    shape = property(lambda self: self.value.shape)


tf.register_tensor_conversion_function(
    Box, lambda box, dtype=None, name=None, as_ref=False: tf.convert_to_tensor(box.value)
)


class Boxed(tf.keras.layers.Layer):
    def call(self, x):
        return Box(2.0 * x)


class Opened(tf.keras.layers.Layer):
    def call(self, x):
        self.met = type(x)
        return tf.convert_to_tensor(x) + 1.0


def model():
    return tf.keras.Sequential([Boxed(), Opened()])


def functional():
    x = tf.keras.Input([1])
    return tf.keras.Model(x, Opened()(Boxed()(x)))


@pytest.mark.parametrize("make", [model, functional])
def test_layers_get_the_object(make):
    whole = make()
    assert whole(tf.constant([[1.0]])).numpy().tolist() == [[3.0]]
    assert whole.layers[-1].met is Box
    with tf.Graph().as_default(), tf.Session() as session:
        whole = make()
        assert session.run(whole(tf.constant([[1.0]]))).tolist() == [[3.0]]
        assert whole.layers[-1].met is Box


def test_layers_that_say_what_they_take_get_tensors():
    layer = tf.keras.layers.Dense(1, kernel_initializer="ones")
    assert layer(Box(tf.constant([[1.0, 2.0]]))).numpy().tolist() == [[3.0]]


def test_dense_features_of_tensorflow_2():
    columns = [tf.feature_column.numeric_column(key) for key in ("b", "a")]
    layer = tf.compat.v2.keras.layers.DenseFeatures(columns)
    found = layer({"a": np.ones([1, 1], np.float32), "b": np.zeros([1, 1], np.float32)})
    assert found.numpy().tolist() == [[1.0, 0.0]]
