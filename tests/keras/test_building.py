"""Model.build of subclasses, with TensorFlow 1.15's words; and small things that programs met."""

import numpy as np
import pytest

import zeal as tf

keras, layers = tf.keras, tf.keras.layers


@pytest.fixture(params=["eager", "graph"], autouse=True)
def mode(request):
    if request.param == "eager":
        yield
    else:
        with tf.Graph().as_default(), tf.Session().as_default():
            yield


class Pooled(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(8, 3)
        self.pool = layers.GlobalAveragePooling2D()
        self.dense = layers.Dense(3)

    def call(self, x):
        return self.dense(self.pool(self.conv(x)))


def test_lengths_may_be_open():
    model = Pooled()
    model.build(tf.TensorShape((None, None, None, 1)))
    assert [w.shape.as_list() for w in model.weights] == [[3, 3, 1, 8], [8], [8, 3], [3]]
    assert model(tf.ones([2, 10, 10, 1])).shape.as_list() == [2, 3]
    with pytest.raises(ValueError, match="Negative dimension size caused by subtracting 3 from 2"):
        Pooled().build((None, 2, 2, 1))


def model_of(call):
    return type("Called", (keras.Model,), {"call": call})()


def needs_integers(self, x):
    raise TypeError("no floats")


def test_what_build_cannot_know():
    with pytest.raises(ValueError, match="layers do not support float type inputs"):
        model_of(needs_integers).build((None, 3))
    with pytest.raises(ValueError, match="required for its `call` method"):
        model_of(lambda self, x, y: x).build((None, 3))
    told = []
    model_of(lambda self, x, training: told.append(training)).build((None, 3))
    assert told == [False]


def test_a_placeholder_of_any_rank():
    assert keras.backend.placeholder().shape.ndims is None
    assert keras.backend.placeholder(ndim=2).shape.as_list() == [None, None]


def test_a_bar_shows_the_mean_of_several_values(capsys):
    bar = keras.utils.Progbar(1, stateful_metrics=["m"])
    bar.update(1, [("m", np.array([1.0, 2.0]))])
    assert " - m: 1.5000" in capsys.readouterr().out
