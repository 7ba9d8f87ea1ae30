"""Layers of nested inputs, masks that a call names, what `build` makes in functions."""

from typing import Any, NamedTuple

import numpy as np
import pytest

import zeal as tf

L = tf.keras.layers


class Both(NamedTuple):
    a: Any
    b: Any


class SumCell(L.Layer):
    """A cell of two inputs: its state and output are the sum of all rows so far."""

    state_size = output_size = 3

    def build(self, shapes):
        self.shapes = [s.as_list() for s in shapes]
        self.built = True

    def call(self, inputs, states):
        total = states[0] + inputs[0] + tf.reduce_sum(inputs[1], -1)
        return total, [total]


@pytest.mark.parametrize("kind", [tuple, Both._make])
def test_a_recurrent_layer_of_two_inputs(kind):
    values = [np.arange(24.0, dtype="float32").reshape(2, 4, 3), np.ones((2, 4, 3, 5), "float32")]
    cell = SumCell()
    layer = L.RNN(cell)
    start = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    for call in (layer, tf.function(layer)):
        found = call(kind([tf.constant(v) for v in values]), initial_state=[start])
        np.testing.assert_allclose(found, start + values[0].sum(1) + 20)
    assert cell.shapes == [[2, 3], [2, 3, 5]]


def test_shapes_of_structures():
    layer = L.Lambda(lambda x: {"c": x["a"][:, :2], "d": [x["b"], x["b"] + 1]})
    found = layer.compute_output_shape({"a": [None, 5], "b": (3, 4)})
    assert found["c"].as_list() == [None, 2]
    assert [s.as_list() for s in found["d"]] == [[3, 4], [3, 4]]


def test_masks_of_merges_may_be_numbers():
    x = [tf.ones([2, 3]), tf.ones([2, 3])]
    masks = [tf.constant([1.0, 0.0]), tf.constant([1.0, 2.0])]
    assert L.Add().compute_mask(x, masks).numpy().tolist() == [True, False]
    assert L.Concatenate(0).compute_mask(x, [m[:, None] for m in masks]).numpy().tolist() == [
        True, False, True, True]  # fmt: skip


class Marked(L.Layer):
    def call(self, inputs, mask=None):
        return inputs

    def compute_mask(self, inputs, mask=None):
        return tf.zeros([]) if mask is None else mask


@pytest.mark.parametrize("args, kwargs", [((5.0,), {}), ((), {"mask": 5.0})])
def test_a_mask_that_the_call_names_is_that_of_the_output(args, kwargs):
    assert float(Marked()(tf.ones([2]), *args, **kwargs)._keras_mask) == 5.0
    assert float(Marked()(tf.ones([2]))._keras_mask) == 0.0


class OfConstants(L.Layer):
    def build(self, shape):
        self.c = tf.constant(3.0)
        self.v = tf.Variable(self.c * 2)

    def call(self, x):
        return x * self.c + self.v


def test_build_runs_outside_of_functions():
    inputs = tf.keras.Input((2,))
    layers = [OfConstants(), OfConstants()]
    model = tf.keras.Model(inputs, layers[0](inputs))
    x = tf.constant([[1.0, 2.0]])
    for call in (model, tf.function(layers[1])):
        assert call(x).numpy().tolist() == [[9.0, 12.0]]
    assert all(float(layer.c) == 3 for layer in layers)


def test_lambdas_with_masks_from_their_configurations():
    def shape(s):
        return s

    layer = L.Lambda(lambda x: x, output_shape=shape, mask=lambda x, m: True)
    config = layer.get_config()
    assert config["output_shape_type"] == config["mask_type"] == "lambda"
    assert L.Lambda.from_config(config).compute_mask(1, None) is True
    assert "mask" not in L.Lambda(lambda x: x).get_config()


def test_any_layer_takes_an_activity_regularizer():
    layer = L.Layer(activity_regularizer=lambda x: tf.reduce_sum(x) * 2)
    layer(tf.ones([2]))
    assert [float(x) for x in layer.losses] == [2.0]  # per row


def test_simple_rnn_takes_no_notice_of_implementation():
    assert L.SimpleRNN(2, implementation=1)(tf.ones([1, 2, 3])).shape.as_list() == [1, 2]


class _Around(L.Layer):
    def __init__(self):
        super().__init__(name="around")
        self.z, self.module = L.Dense(1, name="z"), tf.Module("module")
        self.module.inside = L.Dense(1, name="inside")
        self.listed = [L.Dense(1, name="first"), {"key": L.Dense(1, name="second")}]
        self.v = tf.Variable(1.0, name="v")

    @tf.Module.with_name_scope
    def named(self):
        return tf.Variable(1.0, name="made").name


def test_layers_are_modules():
    layer = _Around()
    assert isinstance(layer, tf.Module) and layer.named() == "around/made:0"
    names = [m.name for m in layer.submodules]  # TensorFlow's order
    assert names == ["z", "first", "second", "module", "inside"]
    assert layer.variables == [layer.v]
    held = layer._flatten(predicate=lambda v: isinstance(v, (tf.Module, tf.Variable)))
    assert [type(x).__name__ for x in held] == [
        "Dense", "Dense", "Dense", "Variable", "Module", "Dense",
    ]  # fmt: skip
    dense = L.Dense(2)
    dense.build([None, 3])
    pairs = dense._flatten(predicate=lambda v: isinstance(v, tf.Variable), with_path=True)
    assert [path for path, _ in pairs] == [
        ("_trainable_weights", 0), ("_trainable_weights", 1), ("bias",), ("kernel",),
    ]  # fmt: skip


def test_configurations_of_layers_that_take_a_dict():
    a = tf.keras.Input((1,), name="a")
    columns = [tf.feature_column.numeric_column("a")]
    model = tf.keras.Model(a, L.DenseFeatures(columns)({"a": a}))
    text = model.to_json()  # as TensorFlow writes it
    assert '"inbound_nodes": [{"a": ["a", 0, 0, {}]}]' in text
    again = tf.keras.models.model_from_json(text)
    assert again(tf.constant([[3.0]])).numpy().tolist() == [[3.0]]
