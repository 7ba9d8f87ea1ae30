"""Random ops without a seed of their own take the number of ops that TensorFlow's graph would have.

The numbers are those of TensorFlow 1.15: of ops behind a call, and of seeds within it.
"""
import numpy as np
import pytest

import zeal as tf


def floats(*shape):
    return tf.placeholder(tf.float32, list(shape))


def integers(*shape):
    return tf.placeholder(tf.int32, list(shape))


def boolean():
    return tf.placeholder(tf.bool, [])


def recurrent(cell, batch=2):
    return tf.nn.dynamic_rnn(cell(4), floats(batch, 5, 3), dtype=tf.float32)


def stacked(batch, steps, has_lengths=True):
    cell = tf.nn.rnn_cell
    cells = cell.MultiRNNCell([cell.GRUCell(4), cell.BasicLSTMCell(4)])
    lengths = integers(batch) if has_lengths else None
    tf.nn.dynamic_rnn(cells, floats(batch, steps, 3), lengths, dtype=tf.float32)


def two_layers(x):
    return tf.layers.dense(tf.layers.dense(x, 4), 4)


def varied():
    tf.while_loop(lambda x: tf.reduce_sum(x) < 9, two_layers, [floats(2, 4)])


def alternatives():
    x = floats(2, 4)
    tf.cond(boolean(), lambda: two_layers(x), lambda: tf.layers.dense(x, 4))


def update_gates():
    cell = tf.contrib.rnn.UGRNNCell(4)
    cell(floats(4, 3), cell.zero_state(4, tf.float32))


def dense_model():
    layers = tf.keras.layers
    tf.keras.Sequential([
        layers.Dense(8, activation="relu", input_shape=(4,)), layers.Dropout(0.5),
        layers.Dense(3, activation="softmax"),
    ])  # fmt: skip


def repeated():
    x = floats(3)
    tf.while_loop(lambda i, a: i < 10, lambda i, a: (i + 1, a * x), [0, x])


def chosen():
    x = floats(3)
    tf.cond(boolean(), lambda: x * 2.0, lambda: x + 1.0)


def minimized(loss, optimizer=None):
    (optimizer or tf.train.AdamOptimizer()).minimize(loss)


def actor_and_critic():
    with tf.variable_scope("actor"):
        hidden = tf.layers.dense(floats(1, 4), 20, tf.nn.relu)
        chances = tf.layers.dense(hidden, 2, tf.nn.softmax)
        minimized(-tf.reduce_mean(tf.log(chances[0, integers()]) * floats()))
    with tf.variable_scope("critic"):
        value = tf.layers.dense(tf.layers.dense(floats(1, 4), 20, tf.nn.relu), 1)
        minimized(tf.square(floats() + 0.9 - value), tf.train.GradientDescentOptimizer(0.1))


def convolutions():
    x = tf.layers.conv2d(floats(None, 8, 8, 3), 4, 3, activation=tf.nn.relu)
    x = tf.layers.batch_normalization(tf.layers.max_pooling2d(x, 2, 2), training=boolean())
    x = tf.layers.dropout(tf.layers.dense(tf.layers.flatten(x), 8), training=boolean())
    minimized(tf.losses.sparse_softmax_cross_entropy(tf.placeholder(tf.int32, [None]), x))


def adversaries():
    def judged(x):
        with tf.variable_scope("judge", reuse=tf.AUTO_REUSE):
            y = tf.layers.dense(tf.nn.leaky_relu(x), 1)
        return tf.nn.sigmoid_cross_entropy_with_logits(logits=y, labels=tf.ones_like(y))

    made = tf.layers.dense(floats(None, 2), 4, tf.nn.tanh)
    minimized(tf.reduce_mean(judged(floats(None, 4))) + tf.reduce_mean(judged(made)))


def by_hand(*shape):
    weights = tf.Variable(tf.zeros([3]))
    x = tf.nn.dropout(floats(*shape) * weights, 0.5)
    values = [
        tf.reduce_sum(x ** 2, 1), tf.reduce_max(x / 2.0, 1), tf.reduce_mean(tf.exp(-x)),
        tf.concat([x, x], 1)[:, 1], tf.stack(tf.split(x, 3, 1)), tf.where(x > 0, x, tf.abs(x)),
        tf.clip_by_value(tf.squared_difference(x, 1.0), 0.0, 1.0), tf.nn.softmax(x) + 1.0,
    ]  # fmt: skip
    tf.gradients(values, weights)


def phased():
    state = tf.nn.rnn_cell.LSTMStateTuple(floats(3, 2), floats(3, 2))
    tf.contrib.rnn.PhasedLSTMCell(2)((floats(3, 1), floats(3, 4)), state)


CALLS = {
    "dropout": (lambda: tf.nn.dropout(floats(4, 3), 0.5), 17, [5]),
    "dropout_by_tensor": (lambda: tf.nn.dropout(floats(4, 3), floats()), 19, [7]),
    "dropout_maybe": (lambda: tf.layers.dropout(floats(2, 4), training=boolean()), 26, []),
    "softmax": (
        lambda: tf.nn.softmax_cross_entropy_with_logits_v2(floats(8, 3), floats(8, 3)), 33, []
    ),
    "nce": (
        lambda: tf.nn.nce_loss(
            floats(10, 3), floats(10), tf.placeholder(tf.int64, [4, 1]), floats(4, 3), 2, 10
        ), 113, [6],
    ),
    "embedding_lookup": (lambda: tf.nn.embedding_lookup(floats(10, 3), integers(4)), 5, []),
    "random_crop": (lambda: tf.random_crop(floats(8, 8, 3), [4, 4, 3]), 19, [16]),
    "dense": (lambda: tf.layers.dense(tf.layers.dense(floats(None, 3), 5), 5), 33, [4, 20]),
    "dense_of_rows": (lambda: tf.layers.dense(floats(None, 2, 3), 4), 41, [4]),
    "dense_of_steps": (lambda: tf.layers.dense(floats(None, None, 2, 3), 4), 41, [4]),
    "dense_of_known_rows": (lambda: tf.layers.dense(floats(2, 2, 3), 4), 27, [4]),
    "slim_conv2d": (lambda: tf.contrib.layers.conv2d(floats(None, 8, 8, 3), 4, 3), 19, [4]),
    "conv2d": (lambda: tf.layers.conv2d(floats(None, 8, 8, 3), 4, 3), 18, [4]),
    "conv2d_transpose": (lambda: tf.layers.conv2d_transpose(floats(None, 8, 8, 3), 4, 3), 44, [4]),
    "batch_norm": (
        lambda: tf.layers.batch_normalization(floats(2, 8, 8, 3), training=True), 31, []
    ),
    "batch_norm_maybe": (
        lambda: tf.layers.batch_normalization(floats(2, 8, 8, 3), training=boolean()), 54, []
    ),
    "keras_dense": (lambda: tf.keras.layers.Dense(5)(floats(None, 3)), 21, [4]),
    "keras_conv2d": (lambda: tf.keras.layers.Conv2D(4, 3)(floats(None, 8, 8, 3)), 22, [4]),
    "keras_embedding": (lambda: tf.keras.layers.Embedding(10, 4)(integers(None, 3)), 15, [4]),
    "keras_model": (dense_model, 69, [4, 51]),
    "squared_error": (lambda: tf.losses.mean_squared_error(floats(8, 3), floats(8, 3)), 34, []),
    "sparse_loss": (
        lambda: tf.losses.sparse_softmax_cross_entropy(integers(8), floats(8, 3)), 34, []
    ),
    "basic_rnn": (lambda: recurrent(tf.nn.rnn_cell.BasicRNNCell), 119, [74]),
    "gru": (lambda: recurrent(tf.nn.rnn_cell.GRUCell), 149, [74, 88]),
    "gru_of_a_batch": (lambda: recurrent(tf.nn.rnn_cell.GRUCell, None), 161, [87, 101]),
    "rnn_of_a_batch": (lambda: recurrent(tf.nn.rnn_cell.BasicRNNCell, None), 131, [87]),
    "lstm_of_a_batch": (lambda: recurrent(tf.nn.rnn_cell.LSTMCell, None), 160, [101]),
    "zero_state": (
        lambda: tf.nn.rnn_cell.LSTMCell(4).zero_state(integers(), tf.float32), 21, []
    ),
    "one_shot": (lambda: tf.data.Dataset.range(3).make_one_shot_iterator().get_next(), 7, []),
    "initializable": (
        lambda: tf.data.Dataset.range(3).make_initializable_iterator().get_next(), 11, []
    ),
    "basic_lstm": (lambda: recurrent(tf.nn.rnn_cell.BasicLSTMCell), 146, [86]),
    "phased_lstm": (phased, 124, [7, 29, 51, 74, 84]),
    "mask": (lambda: tf.sequence_mask(integers(3)), 12, []),
    "mask_of_other_dtypes": (
        lambda: tf.sequence_mask(tf.placeholder(tf.int64, [3]), 5, tf.float32), 10, []
    ),
    "attention": (
        lambda: tf.contrib.seq2seq.BahdanauAttention(3, floats(None, None, 4), integers(None)),
        68, [26],
    ),
    "cond": (chosen, 13, []),
    "while_loop": (repeated, 21, []),
    "stacked": (lambda: stacked(2, 5, False), 211, [98, 112, 149]),
    "stacked, lengths": (lambda: stacked(2, 5), 235, [117, 131, 168]),
    "stacked, lengths, any batch": (lambda: stacked(None, 5), 251, [134, 148, 185]),
    "stacked, lengths, any sizes": (lambda: stacked(None, None), 251, [134, 148, 185]),
    "stacked, any steps": (lambda: stacked(2, None, False), 210, [98, 112, 149]),
    "variables of a loop": (varied, 48, [13, 31]),
    "variables of branches": (alternatives, 63, [9, 28, 46]),
    "ugrnn": (update_gates, 39, [14]),
    "actor_and_critic": (actor_and_critic, 227, [4, 21, 150, 167]),
    "convolutions": (convolutions, 398, [4, 84]),
    "adversaries": (adversaries, 294, [4, 23]),
    "gradients": (lambda: by_hand(None, 3), 262, [10]),
    "gradients_of_known_shapes": (lambda: by_hand(2, 3), 242, [10]),
    "averages": (
        lambda: tf.train.ExponentialMovingAverage(0.9).apply([tf.Variable(1.0)]), 35, []
    ),
    "map_fn": (lambda: tf.map_fn(lambda x: x * 2, floats(3, 4)), 57, []),
    "scan": (lambda: tf.scan(lambda a, x: a + x, floats(3, 4)), 66, []),
    "foldl": (lambda: tf.foldl(lambda a, x: a + x, floats(None, 4)), 51, []),
    "case": (
        lambda: tf.case([(boolean(), floats), (boolean(), floats)], default=floats), 16, []
    ),
    "pieces": (lambda: tf.train.piecewise_constant(integers(), [1, 2], [0.1, 0.2, 0.3]), 57, []),
    "clipped": (lambda: tf.clip_by_global_norm([floats(3), floats(2)], 1.0), 25, []),
    "precision": (lambda: tf.metrics.precision(floats(3), floats(3)), 48, []),
    "accuracy": (lambda: tf.metrics.accuracy(integers(3), integers(3)), 24, []),
    "exponential_decay": (
        lambda: tf.train.exponential_decay(0.1, integers(), 10, 0.9, staircase=True), 10, []
    ),
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_ops_are_as_many_as_in_tensorflow(call):
    run, count, seeds = CALLS[call]
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(1234)
        run()
        ends = ("Uniform", "UniformInt", "Sampler")
        random = [op for op in graph.get_operations() if op.type.endswith(ends)]
        assert graph._op_count == count
        assert [op.get_attr("seed2") for op in random] == seeds


def test_a_random_op_in_a_branch_counts_what_is_around_it():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.set_random_seed(1234)
        decides = boolean()
        tf.constant(1.0)
        drawn = tf.cond(decides, lambda: tf.random_uniform([2]), lambda: tf.zeros([2]))
        assert graph._op_count == 15
        with tf.Graph().as_default():
            tf.set_random_seed(1234)
            same = tf.random_uniform([2], seed=9)
            with tf.Session() as other:
                want = other.run(same)
        assert session.run(drawn, {decides: True}).tolist() == want.tolist()


def test_gradients_are_counted_when_a_seed_asks():
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(1234)
        x = floats(3)
        tf.gradients(tf.reduce_sum(x * x), x)
        tf.random_uniform([2])
        tf.gradients(tf.reduce_sum(x * x), x)
        tf.gradients(tf.sin(x), x)
        tf.random_uniform([2])
        random = [op for op in graph.get_operations() if op.type == "RandomUniform"]
        assert [op.get_attr("seed2") for op in random] == [17, 43]


def test_constants_as_xs_are_counted_and_have_no_gradient():
    """TensorFlow 1.15.5 makes an op of the constant; the numbers are its own."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        x = tf.placeholder(tf.float32, [2])
        assert tf.gradients(x * x, 3) == [None]
        found = session.run(tf.random_normal([2]))
    np.testing.assert_allclose(found, [-0.3476087, -1.4914773], rtol=1e-6)
