"""Models that Keras brings: linear ones, and linear and deep ones together."""

import numpy as np
import pytest

import zeal as tf

K = tf.keras


def test_linear_models_sum_inputs_dense_and_sparse():
    model = K.experimental.LinearModel(units=2, activation="relu", kernel_initializer="ones")
    a, b = tf.constant([[1.0, 2.0]]), tf.constant([[3.0]])
    np.testing.assert_array_equal(model([a, b]).numpy(), [[6.0, 6.0]])
    assert [w.shape.as_list() for w in model.weights] == [[2, 2], [1, 2], [2]]
    with pytest.raises(ValueError, match="Expected 2 inputs, but got 1 inputs"):
        model(a)
    sparse = tf.SparseTensor([[0, 1]], [4.0], [1, 3])
    one = K.experimental.LinearModel(kernel_initializer="ones")
    np.testing.assert_array_equal(one(sparse).numpy(), [[4.0]])
    config = model.get_config()
    assert K.experimental.LinearModel.from_config(config).get_config() == config


def test_each_part_of_a_wide_and_deep_model_has_its_optimizer(mode):
    linear = K.experimental.LinearModel(kernel_initializer="zeros")
    deep = K.Sequential([K.layers.Dense(1, kernel_initializer="zeros")])
    model = K.experimental.WideDeepModel(linear, deep)
    model.compile([K.optimizers.SGD(0.1), K.optimizers.SGD(0.3)], "mse")
    one = np.array([1.0])
    model.fit([one, one], one + 2 * one, verbose=0)
    # The gradient of (3 - 0)^2 by each product is -2 * 3 / 2.
    for part, wanted in ((linear, 0.3), (deep, 0.9)):
        np.testing.assert_allclose([w.item() for w in part.get_weights()], [wanted] * 2, rtol=1e-6)


def test_wide_and_deep_models_have_configurations():
    def twice(x):
        return 2.0 * x

    deep = K.Sequential([K.layers.Dense(1, input_shape=(3,))])
    model = K.experimental.WideDeepModel(K.experimental.LinearModel(3), deep, twice)
    copy = K.experimental.WideDeepModel.from_config(model.get_config(), {"twice": twice})
    assert copy.linear_model.units == 3 and copy.activation is twice
    assert copy.dnn_model.layers[0].units == 1


def test_random_features_approximate_a_gaussian_kernel(mode):
    from zeal.keras.layers.random_features import RandomFourierFeatures

    tf.set_random_seed(5)
    layer = RandomFourierFeatures(4000, scale=2.0)
    x = np.array([[1.0, -1.0, 0.5], [0.5, 0.0, 1.0]], np.float32)
    features = K.backend.get_value(layer(tf.constant(x)))
    found = features[0] @ features[1] * 2.0 / 4000
    assert found == pytest.approx(np.exp(-np.sum((x[0] - x[1]) ** 2) / 8.0), abs=0.05)
    assert [len(layer.trainable_weights), len(layer.weights)] == [0, 3]
    with pytest.raises(ValueError, match="`output_dim` should be a positive integer"):
        RandomFourierFeatures(0)
