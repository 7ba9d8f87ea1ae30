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


def test_keras_under_the_new_behaviour(restored, tmp_path):
    tf.enable_v2_behavior()
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
    named = tf.keras.metrics.MeanSquaredError(name="own")
    told = ["mae", "accuracy", tf.keras.losses.mean_absolute_error, named]
    model.compile("sgd", "mse", metrics=told, weighted_metrics=["mse"])
    x, y = np.ones([4, 2], np.float32), np.ones([4, 1], np.float32)
    history = model.fit(x, y, verbose=0, validation_data=(x, y)).history
    names = ["accuracy", "loss", "mae", "mean_absolute_error", "mse", "own"]
    assert sorted(history) == names + [f"val_{n}" for n in names]
    model.save(str(tmp_path / "folder"))
    model.save(str(tmp_path / "model.h5"))
    assert (tmp_path / "folder" / "saved_model.pb").is_file()
    assert (tmp_path / "model.h5").is_file()
    for name in "folder", "model.h5":
        assert np.array_equal(tf.keras.models.load_model(str(tmp_path / name))(x), model(x))


def test_recurrence_with_shapes_of_ints(restored):
    tf.enable_v2_tensorshape()
    both = tf.keras.layers.Bidirectional(tf.keras.layers.GRU(5))
    assert both.compute_output_shape([None, 7, 3]).as_list() == [None, 10]
    x = tf.ones([2, 4, 3])
    cell = tf.nn.rnn_cell.GRUCell(5)
    assert tf.nn.static_rnn(cell, [x[:, 0]], dtype=tf.float32)[1].shape == [2, 5]
    array = tf.TensorArray(tf.float32, 4).unstack(tf.transpose(x, [1, 0, 2]))

    def step(time, output, state, loop):
        first = output is None
        state = cell.zero_state(2, tf.float32) if first else state
        ended = time >= tf.constant([4, 4])
        read = tf.cond(time >= 4, lambda: tf.zeros([2, 3]), lambda: array.read(time))
        return ended, read, state, output, None

    with tf.Graph().as_default():
        wrapper = tf.contrib.seq2seq.AttentionWrapper(
            tf.nn.rnn_cell.GRUCell(5), tf.contrib.seq2seq.LuongAttention(5, tf.ones([2, 4, 5])),
            attention_layer=tf.layers.Dense(3),
        )  # fmt: skip
        assert wrapper.output_size == 3
    emitted, state, _ = tf.nn.raw_rnn(cell, step)
    assert emitted.stack().shape == [4, 2, 5] and state.shape == [2, 5]


def test_sparse_tensors_with_shapes_of_ints(restored):
    tf.enable_v2_tensorshape()
    x = tf.SparseTensor([[0, 1]], [2.0], [2, 3])
    assert tf.sparse.to_dense(x).numpy().tolist() == [[0, 2, 0], [0, 0, 0]]
    with pytest.raises(ValueError):
        tf.SparseTensor([[0, 1]], [2.0], [2, 3, 4])
    with pytest.raises(ValueError):
        tf.SparseTensor([[0, 1]], [2.0, 3.0], [2, 3])


def test_shapes_of_ints_that_broadcast_and_convolve(restored):
    tf.enable_v2_tensorshape()
    got = tf.broadcast_static_shape(tf.TensorShape([2, 1, None]), tf.TensorShape([3, 1]))
    assert got.as_list() == [2, 3, None]
    with pytest.raises(ValueError, match="Incompatible shapes for broadcasting"):
        tf.broadcast_static_shape(tf.TensorShape([2]), tf.TensorShape([3]))
    assert tf.distributions.Normal([0.0, 1.0], 1.0).sample(3).shape == [3, 2]
    x = tf.ones([1, 8, 8, 3])
    with_holes = {"dilation_rate": [2, 2]}
    assert tf.nn.convolution(x, tf.ones([2, 2, 3, 4]), "VALID", **with_holes).shape[1:] == [6, 6, 4]
    with pytest.raises(ValueError, match="3 != 2"):
        tf.nn.convolution(x, tf.ones([2, 2, 2, 4]), "VALID", **with_holes)
