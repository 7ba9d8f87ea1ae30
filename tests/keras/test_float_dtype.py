"""Models and metrics under `set_floatx("float64")`; the dtypes are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf

K = tf.keras
L = K.layers


@pytest.fixture(autouse=True)
def float64():
    K.backend.set_floatx("float64")
    yield
    K.backend.set_floatx("float32")


def test_what_is_given_no_dtype():
    x = K.Input((4,))
    made = [x, L.InputLayer((3,)), L.Embedding(3, 2), K.metrics.Mean(), L.Dense(2)(x)]
    assert {tf.as_dtype(each.dtype).name for each in made} == {"float64"}
    built = L.Dense(2)
    built.build([None, 3])
    assert built.kernel.dtype == tf.float64


def test_a_model_that_is_told_its_input_shape():
    model = K.Sequential([L.Dense(2, input_shape=(3,)), L.BatchNormalization()])
    model.compile("sgd", "mse", metrics=["mae"])
    assert {v.dtype.base_dtype for v in [*model.inputs, *model.outputs, *model.weights]} == {
        tf.float64
    }
    model.fit(np.ones([4, 3]), np.ones([4, 2]), verbose=0)
    assert model.predict(np.ones([4, 3])).dtype == np.float64
