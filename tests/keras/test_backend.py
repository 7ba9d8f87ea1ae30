"""tf.keras.backend: functions of symbolic tensors, values, phases."""

import numpy as np

import zeal as tf
from zeal.keras.phase import forget

K = tf.keras.backend


def test_functions_eagerly_and_in_graphs():
    def made():
        x = tf.keras.Input((2,))
        return K.function([x], [K.sum(x * 3.0), tf.keras.layers.Dense(2)(x)])

    value = np.ones([4, 2], "float32")
    total, rows = made()([value])
    assert total == 24 and rows.shape == (4, 2)
    with tf.Graph().as_default():
        total, rows = made()([value])
        assert total == 24 and rows.shape == (4, 2)
        v = K.variable([1.0, 2.0])
        K.set_value(v, [3.0, 4.0])
        assert K.get_value(v).tolist() == [3.0, 4.0]
        assert K.eval(K.gradients(K.sum(v * v), [v])[0]).tolist() == [6.0, 8.0]


def test_phases():
    x = tf.ones([100])
    layer = tf.keras.layers.Dropout(0.5)
    assert (layer(x).numpy() == 1).all()
    K.set_learning_phase(1)
    try:
        assert set(layer(x).numpy().tolist()) == {0.0, 2.0}
    finally:
        forget()


def test_products():
    x, y = np.random.RandomState(0).randn(2, 4, 3), np.random.RandomState(1).randn(5, 3, 6)
    got = K.dot(tf.constant(x), tf.constant(y)).numpy()
    np.testing.assert_allclose(got, np.dot(x, y), rtol=1e-6)
    assert K.int_shape(tf.keras.Input((None, 3))) == (None, None, 3)
    assert K.clip(tf.constant([-1.0, 9.0]), 0.0, 1.0).numpy().tolist() == [0.0, 1.0]
