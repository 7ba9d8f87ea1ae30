"""tf.compat.v2.keras.layers.BatchNormalization, and where `fused` may be asked for."""

import numpy as np
import pytest

import zeal as tf

Layer = tf.compat.v2.keras.layers.BatchNormalization


def test_a_frozen_layer_normalizes_by_its_averages():
    x = np.random.RandomState(0).randn(4, 3).astype(np.float32)
    layer = Layer(trainable=False)
    np.testing.assert_allclose(layer(x, training=True), x / np.sqrt(1.001), rtol=1e-6)
    assert not layer.moving_mean.numpy().any()
    layer.trainable = True
    np.testing.assert_allclose(
        layer(x, training=True), (x - x.mean(0)) / np.sqrt(x.var(0) + 0.001), rtol=1e-4
    )
    np.testing.assert_allclose(layer.moving_mean, 0.01 * x.mean(0), rtol=1e-4)


def test_a_frozen_layer_in_graphs():
    x = np.float32([[1.0], [3.0]])
    with tf.Graph().as_default(), tf.Session() as session:
        layer = Layer(trainable=False, epsilon=0.0)
        y = layer(x, training=tf.placeholder_with_default(True, []))
        session.run(tf.global_variables_initializer())
        assert session.run(y).tolist() == x.tolist() and not layer.updates


@pytest.mark.parametrize("arguments, words", [  # captured from TensorFlow 1.15.5
    ({}, "Batch normalization layers with fused=True only support 4D input tensors."),
    ({"renorm": True}, "Passing both fused=True and renorm=True is unsupported"),
    ({"axis": [1, 2]}, "Passing fused=True is only supported when axis is 1 or 3"),
    ({"virtual_batch_size": 2}, "Passing fused=True is unsupported when virtual_batch_size is"),
])  # fmt: skip
def test_fused_where_one_op_cannot_do_it(arguments, words):
    x = tf.ones([4, 3, 3])
    with pytest.raises(ValueError, match=words):
        Layer(fused=True, **arguments)(x)
    layer = tf.keras.layers.BatchNormalization(fused=True, **arguments)  # TensorFlow 1's may not
    assert layer(x).shape == x.shape and layer.fused is False


def test_its_config_and_its_name_in_files():
    config = {"class_name": "BatchNormalizationV2", "config": Layer(axis=1).get_config()}
    layer = tf.keras.layers.deserialize(config)
    assert type(layer) is Layer and layer.axis == 1


def test_a_built_layer_lists_its_axes():
    layer = tf.keras.layers.BatchNormalization()
    assert layer.axis == -1
    layer.build([None, 4, 3])
    assert layer.axis == layer.get_config()["axis"] == [2]  # as TensorFlow 1.15.5 has it
