"""Tests of zeal/interop/internals/: what programs with cells and attention of their own call."""

import builtins
import importlib
import inspect
import sys

import numpy as np
import pytest

import zeal as tf


def _module(name):
    return importlib.import_module(f"zeal.interop.internals.{name}")


def test_shapes_behind_shapes():
    concat = _module("rnn_cell_impl")._concat
    assert concat(None, 3, static=True) == [None, 3]
    assert concat(tf.constant(2), tf.TensorShape([3, 4]), static=True) == [2, 3, 4]
    assert concat(2, [3, 4]).numpy().tolist() == [2, 3, 4]
    with pytest.raises(ValueError, match="Provided a prefix or suffix of None"):
        concat(tf.TensorShape([None]), 3)
    with tf.Graph().as_default(), tf.Session() as session:
        size = tf.placeholder(tf.int32, [])
        assert concat(size, 3, static=True) == [None, 3]
        assert session.run(concat(size, 3), {size: 5}).tolist() == [5, 3]


def test_a_step_keeps_what_has_ended():
    step = _module("ops_rnn")._rnn_step
    output, state = step(
        1, tf.constant([1, 2]), 1, 2, tf.zeros([2, 1]), tf.fill([2, 1], 7.0),
        lambda: (tf.ones([2, 1]), tf.fill([2, 1], 9.0)), 1,
    )  # fmt: skip
    assert output.numpy().tolist() == [[0.0], [1.0]] and state.numpy().tolist() == [[7.0], [9.0]]


def test_linear_of_the_scope():
    linear = _module("core_rnn_cell")._linear
    with tf.Graph().as_default(), tf.Session() as session:
        one = tf.constant_initializer(1.0)
        with tf.variable_scope("cell"):
            parts = [tf.ones([2, 3]), tf.ones([2, 1])]
            made = linear(parts, 2, True, bias_initializer=one, kernel_initializer=one)
        names = [v.name for v in tf.global_variables()]
        session.run(tf.global_variables_initializer())
        assert session.run(made).tolist() == [[5.0, 5.0]] * 2
    assert names == ["cell/kernel:0", "cell/bias:0"]
    with pytest.raises(ValueError, match="`args` must be specified"):
        linear([], 2, True)
    with pytest.raises(ValueError, match="linear is expecting 2D arguments"):
        linear(tf.ones([2]), 2, True)


class _Products(_module("attention_wrapper")._BaseAttentionMechanism):
    def __call__(self, query, state):
        score = tf.reduce_sum(self.keys * tf.expand_dims(query, 1), 2)
        alignments = self._probability_fn(score, state)
        return alignments, alignments


def test_a_mechanism_of_a_program_masks_its_scores():
    layer = tf.layers.Dense(3, use_bias=False, kernel_initializer=tf.ones_initializer())
    mechanism = _Products(
        None, tf.ones([2, 4, 3]), lambda score, state: tf.nn.softmax(score),
        memory_sequence_length=[2, 4], memory_layer=layer,
    )  # fmt: skip
    cell = tf.contrib.seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(3), mechanism)
    alignments = cell(tf.ones([2, 1]), cell.zero_state(2, tf.float32))[1].alignments
    np.testing.assert_allclose(alignments, [[0.5, 0.5, 0, 0], [0.25] * 4], rtol=1e-6)


def test_star_imports_hide_nothing_of_python():
    of_python = {*dir(builtins), *sys.stdlib_module_names}
    names = importlib.import_module("zeal.interop.internal").InternalModule
    starred = set(names("tensorflow.python.ops.rnn_cell_impl", "python.ops.rnn_cell_impl").__all__)
    assert {"LayerRNNCell", "LSTMStateTuple"} <= starred and not starred & of_python
    starred = set(names("tensorflow.python.ops.math_ops", "python.ops.math_ops").__all__)
    assert starred & of_python == {"abs", "complex", "pow", "range", "round"}


def test_layers_say_what_they_take():
    wanted = inspect.getfullargspec(tf.layers.dense).args[1:-1]
    assert inspect.getfullargspec(tf.layers.Dense.__init__).args == ["self", *wanted]
    assert wanted[3:] == [
        "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer",
        "activity_regularizer", "kernel_constraint", "bias_constraint", "trainable", "name",
    ]  # fmt: skip
