"""Layers that `dynamic=True` says run eagerly alone; words are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf

L = tf.keras.layers


class Positive(L.Layer):
    """Python decides about each row by its values."""

    def build(self, input_shape):
        self.factor = self.add_weight("factor", [], initializer="ones")
        self.built = True

    def call(self, inputs):
        return tf.stack([row * self.factor if float(row[0]) > 0 else -row for row in inputs])


class Shaped(Positive):
    def compute_output_shape(self, input_shape):
        return input_shape


def test_a_model_of_inputs_asks_for_the_shape_and_runs_the_layer_on_values():
    x = tf.keras.Input([1])
    model = tf.keras.Model(x, L.Dense(1, kernel_initializer="ones")(Shaped(dynamic=True)(x)))
    assert model.dynamic and model.output_shape == (None, 1)
    model.compile(tf.train.GradientDescentOptimizer(0.25), "mse")
    assert model.run_eagerly is True
    assert model.predict(np.array([[-2.0], [3.0]])).tolist() == [[2.0], [3.0]]
    assert model.train_on_batch(np.array([[1.0]]), np.array([[0.0]])) == 1.0
    assert float(model.layers[1].factor) == 0.5


def test_what_cannot_be():
    x = tf.keras.Input([1])
    with pytest.raises(NotImplementedError, match="could not automatically infer the static shape"):
        Positive(dynamic=True)(x)
    with pytest.raises(TypeError, match="not declared to be dynamic. Pass `dynamic=True`"):
        Positive()(x)
    model = tf.keras.Sequential([Shaped(dynamic=True)])
    with pytest.raises(ValueError, match="You cannot set `run_eagerly=False`"):
        model.compile("sgd", "mse", run_eagerly=False)
    with tf.Graph().as_default():
        model = tf.keras.Sequential([Shaped(dynamic=True, input_shape=(1,))])
        with pytest.raises(ValueError, match="You must enable eager execution"):
            model.compile("sgd", "mse")
        with pytest.raises(ValueError, match="only set `run_eagerly=True` if eager"):
            tf.keras.Sequential([L.Dense(1)]).compile("sgd", "mse", run_eagerly=True)


def test_configurations_name_it_where_it_is_so():
    assert Positive(dynamic=True).get_config()["dynamic"] is True
    assert "dynamic" not in Positive().get_config()
    assert Positive.from_config(Positive(dynamic=True).get_config()).dynamic
