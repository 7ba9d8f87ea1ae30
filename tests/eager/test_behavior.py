"""Switches between the behaviour of TensorFlow 1 and 2."""

import subprocess
import sys

import numpy as np
import pytest

import zeal as tf


@pytest.fixture
def restored():
    yield
    tf.disable_v2_behavior()
    tf.enable_eager_execution()


def test_shapes_of_ints(restored):
    tf.enable_v2_tensorshape()
    shape = tf.TensorShape([2, None])
    assert (shape[0], shape[1], list(shape), repr(shape), str(shape)) == (
        2, None, [2, None], "TensorShape([2, None])", "(2, None)",
    )  # fmt: skip
    assert shape.dims[0] == tf.Dimension(2) and shape[:1] == [2]
    tf.disable_v2_tensorshape()
    assert repr(shape) == "TensorShape([Dimension(2), Dimension(None)])" and str(shape) == "(2, ?)"
    assert shape[1].value is None


def test_equality_of_elements(restored):
    x = tf.constant([1, 2])
    assert not x == tf.constant([1, 2]) and x != tf.constant([1, 2])
    tf.enable_tensor_equality()
    assert (x == [1, 3]).numpy().tolist() == [True, False]
    assert (x != np.array([1, 3])).numpy().tolist() == [False, True]
    assert (tf.Variable(2.0) == 2.0).numpy()
    assert not x == None  # noqa: E711
    assert not (x == [1, 2, 3]) and (x != [1, 2, 3])
    assert {x: 3}[x] == 3
    with tf.Graph().as_default():
        y = tf.constant(1.0)
        assert y == y and not y == tf.constant(1.0)
        made = [tf.get_variable(name, [2]) for name in "ab"]
        assert made.index(made[1]) == 1 and made[0] != made[1] and made[1] in tf.global_variables()
    traced = tf.function(lambda a, b: a == b)
    assert traced(x, tf.constant([1, 5])).numpy().tolist() == [True, False]


def test_shapes_of_ints_within_the_library(restored):
    tf.enable_v2_tensorshape()
    x = np.ones([2, 4, 3], np.float32)
    sparse = tf.SparseTensor([[0, 1]], [1.0], [2, 3])
    assert tf.sparse.to_dense(sparse).numpy().tolist() == [[0, 1, 0], [0, 0, 0]]
    with pytest.raises(ValueError, match="not compatible"):
        tf.SparseTensor([[0, 1]], [1.0, 2.0], [2, 3])
    broadcast = tf.broadcast_static_shape(tf.TensorShape([2, 1]), tf.TensorShape([None, 3]))
    assert broadcast.as_list() == [2, 3]
    both = tf.keras.layers.Bidirectional(tf.keras.layers.GRU(5))
    assert both(x).shape == [2, 10] and both.compute_output_shape([None, 4, 3])[1] == 10
    with pytest.raises(ValueError, match="input depth|input channels"):
        tf.nn.convolution(x, np.ones([1, 2, 2], np.float32), "SAME")
    with tf.Graph().as_default():
        steps = [tf.placeholder(tf.float32, [None, 3])] * 2
        outputs, _ = tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(5), steps, dtype=tf.float32)
        assert outputs[0].shape.as_list() == [None, 5]


def test_training_under_the_new_behaviour(restored):
    tf.enable_v2_behavior()
    assert tf.executing_eagerly() and tf.control_flow_v2_enabled()
    model = tf.keras.Sequential(
        [tf.keras.layers.LSTM(3, input_shape=(4, 2)), tf.keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    x = np.random.RandomState(0).normal(size=(8, 4, 2)).astype(np.float32)
    first = model.evaluate(x, x[:, 0, :1], verbose=0)
    model.fit(x, x[:, 0, :1], epochs=3, verbose=0)
    assert model.evaluate(x, x[:, 0, :1], verbose=0) < first
    cell = tf.nn.rnn_cell.LSTMCell(3)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    assert outputs.shape[1] == 4


def test_layers_and_loops_read_shapes_of_ints(restored):
    tf.enable_v2_behavior()
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, batch_input_shape=(2, 3))])
    model.compile("sgd", "mse")
    assert model.predict(np.ones([4, 3])).shape == (4, 1)
    both = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(5))
    assert both.compute_output_shape([None, 7, 3]).as_list() == [None, 10]
    cell = tf.nn.rnn_cell.GRUCell(4)
    outputs, _ = tf.nn.static_rnn(cell, [tf.ones([2, 3])] * 2, dtype=tf.float32)
    assert outputs[1].shape == [2, 4]
    outputs, state, _ = tf.nn.raw_rnn(cell, _two_steps)
    assert outputs.size().numpy() == 2 and state.shape == [2, 4]


def _two_steps(time, output, state, loop_state):
    first = tf.nn.rnn_cell.GRUCell(4).zero_state(2, tf.float32)
    finished = tf.fill([2], time >= 2)
    return finished, tf.ones([2, 3]), first if state is None else state, output, None


PROGRAM = """
import zeal as tf
from tensorflow.python import tf2
tf.enable_v2_behavior()
assert tf2.enabled() and tf.executing_eagerly() and tf.zeros([3]).shape[0] == 3
tf.disable_v2_behavior()
assert not tf2.enabled() and not tf.executing_eagerly()
x = tf.placeholder(tf.float32, [None])
with tf.Session() as session:
    print(session.run(x + 1, {x: [2]}))
"""


def test_a_program_that_switches(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "zeal", tmp_path / "program.py"], capture_output=True, text=True
    )
    assert done.stdout == "[3.]\n", done.stderr
