"""Tests that programs may call their attributes and methods what they like."""

import pytest

import zeal as tf

NAMES = (
    "_network _cache _run _step _steps _merge _parts _children _number _note _track _tracked _drop "
    "_forget _built _gather _collect _compiled _nested _trial _edges _net _model _state _shape "
    "_input _output _op _scope _reuse _at _defer _update _apply _loss _units _count _size _data "
    "_config _queue _buffer _policy _value"
).split()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["layer", "number", "method"])
@pytest.mark.parametrize("base", [tf.keras.layers.Layer, tf.keras.Model])
def test_names_of_programs(base, kind, name, tmp_path):
    class Mine(base):
        def __init__(self):
            super().__init__()
            self.first = tf.keras.layers.Dense(3)
            self.second = tf.keras.layers.Dense(3)
            if kind == "layer":
                setattr(self, name, tf.keras.layers.Dense(3))
            elif kind == "number":
                setattr(self, name, 5)

        def call(self, x):
            x = self.second(self.first(x))
            return getattr(self, name)(x) if kind != "number" else x * getattr(self, name)

    if kind == "method":
        setattr(Mine, name, lambda self, x: 2.0 * x)
    mine, x = Mine(), tf.ones([2, 3])
    mine(x)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(mine(x))
    count = 6 if kind == "layer" else 4
    assert len(mine.weights) == len(tape.gradient(loss, mine.trainable_variables)) == count
    path = tf.train.Checkpoint(mine=mine).save(str(tmp_path / "kept"))
    before = [w.numpy() for w in mine.weights]
    mine.set_weights([0 * w for w in before])
    tf.train.Checkpoint(mine=mine).restore(path).assert_consumed()
    assert all((w.numpy() == b).all() for w, b in zip(mine.weights, before, strict=True))


def test_names_begin_anew_with_the_default_graph():
    dense = tf.keras.layers.Dense
    tf.keras.backend.clear_session()
    assert [dense(2).name, dense(2).name, tf.keras.Input((2,)).name] == ["dense", "dense_1", "input_1:0"]
    tf.reset_default_graph()
    assert [dense(2).name, tf.keras.Input((2,)).name] == ["dense", "input_2:0"]  # TensorFlow 1.15's
    tf.keras.backend.clear_session()
    assert [dense(2).name, tf.keras.Input((2,)).name] == ["dense", "input_1:0"]


def test_a_cleared_session_counts_slots_anew():
    def slots():
        weight = tf.Variable([1.0], name="w")
        optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
        optimizer.apply_gradients([(tf.ones([1]), weight)])
        return [v.name for v in optimizer.variables()]

    tf.keras.backend.clear_session()
    assert slots() == ["w/Momentum:0"]
    assert slots() == ["w/Momentum_1:0"]
    tf.keras.backend.clear_session()
    assert slots() == ["w/Momentum:0"]
