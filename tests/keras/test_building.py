"""Model.build of subclasses, with TensorFlow 1.15's words; and small things that programs met."""

import numpy as np
import pytest

import zeal as tf

keras, layers = tf.keras, tf.keras.layers
pytestmark = pytest.mark.usefixtures("mode_with_session")


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


def model_of(call, **kwargs):
    return type("Called", (keras.Model,), {"call": call})(**kwargs)


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


def test_inputs_are_floatx_unless_the_model_says_more():
    told = []
    keras.backend.set_floatx("float64")
    try:
        for given in ({}, {"dtype": "float32"}):
            model_of(lambda self, x: told.append(x.dtype), **given).build((None, 3))
    finally:
        keras.backend.set_floatx("float32")
    assert told == [tf.float64, tf.float32]


def test_a_placeholder_of_any_rank():
    assert keras.backend.placeholder().shape.ndims is None
    assert keras.backend.placeholder(ndim=2).shape.as_list() == [None, None]


def test_a_bar_shows_the_mean_of_several_values(capsys):
    bar = keras.utils.Progbar(1, stateful_metrics=["m"])
    bar.update(1, [("m", np.array([1.0, 2.0]))])
    assert " - m: 1.5000" in capsys.readouterr().out


def test_a_checkpoint_callback_starts_with_the_newest_file(tmp_path):
    model = keras.Sequential([layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    path = str(tmp_path / "f.{epoch:02d}.h5")
    data = np.ones((4, 2)), np.zeros((4, 1))
    save = keras.callbacks.ModelCheckpoint(path, save_weights_only=True)
    model.fit(*data, epochs=3, callbacks=[save], verbose=0)
    assert save._get_most_recently_modified_file_matching_pattern(path) == path.format(epoch=3)
    saved = model.get_weights()
    model.set_weights([w + 1 for w in saved])
    again = keras.callbacks.ModelCheckpoint(path, load_weights_on_restart=True)
    again.set_model(model)
    again.on_train_begin()
    for new, old in zip(model.get_weights(), saved, strict=True):
        np.testing.assert_array_equal(new, old)
    (tmp_path / "f.04.h5").write_bytes(b"no weights")
    with pytest.raises(ValueError, match="Error loading file from .*f.04.h5"):
        again.on_train_begin()
    none = keras.callbacks.ModelCheckpoint(path + "x", load_weights_on_restart=True)
    none.set_model(model)
    none.on_train_begin()
