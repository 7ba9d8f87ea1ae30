"""Models of tf.contrib.legacy_seq2seq with fixed variables, for TensorFlow 1.15 and for zeal."""

import numpy as np


def models(tf):
    """By name, functions of a bool tensor (whether outputs are fed back)."""
    legacy, cells = tf.contrib.legacy_seq2seq, tf.nn.rnn_cell

    def symbols(steps, count):
        return [tf.constant([i * 7 % count, (i * 3 + 1) % count]) for i in range(steps)]

    def floats(steps):
        draw = [np.random.RandomState(i).randn(2, 3) for i in range(steps)]
        return [tf.constant(x, tf.float32) for x in draw]

    def stacked():
        return cells.MultiRNNCell([cells.BasicLSTMCell(4), cells.GRUCell(4)])

    def projected(feed):
        parts = tf.get_variable("w", [4, 6]), tf.get_variable("b", [6])
        return legacy.embedding_attention_seq2seq(
            symbols(3, 5), symbols(3, 6), stacked(), 5, 6, 2, output_projection=parts,
            feed_previous=feed,
        )  # fmt: skip

    def buckets(feed):
        weights = [tf.ones([2])] * 3 + [tf.constant([1.0, 0.0])]
        return legacy.model_with_buckets(
            symbols(4, 5), symbols(4, 6), symbols(4, 6), weights, [(2, 2), (4, 4)],
            lambda x, y: legacy.embedding_attention_seq2seq(
                x, y, cells.GRUCell(4), 5, 6, 2, feed_previous=feed),
        )[1]  # fmt: skip

    return {
        "basic": lambda feed: legacy.basic_rnn_seq2seq(
            floats(3), floats(2), cells.GRUCell(4), tf.float32),
        "tied": lambda feed: legacy.tied_rnn_seq2seq(
            floats(3), floats(2), cells.BasicLSTMCell(3), lambda output, i: output),
        "embedding": lambda feed: legacy.embedding_rnn_seq2seq(
            symbols(3, 5), symbols(3, 6), stacked(), 5, 6, 2, feed_previous=feed),
        "embedding_tied": lambda feed: legacy.embedding_tied_rnn_seq2seq(
            symbols(3, 5), symbols(3, 5), cells.GRUCell(4), 5, 2, feed_previous=feed),
        "attention": lambda feed: legacy.embedding_attention_seq2seq(
            symbols(3, 5), symbols(3, 6), stacked(), 5, 6, 2, num_heads=2, feed_previous=feed,
            initial_state_attention=True),
        "projected": projected,
        "several": lambda feed: legacy.one2many_rnn_seq2seq(
            symbols(3, 5), {"a": symbols(2, 4)}, cells.GRUCell(4), {"a": cells.GRUCell(4)},
            5, {"a": 4}, 2, feed_previous=feed),
        "buckets": buckets,
    }  # fmt: skip


def results(tf):
    """By name: variables' names, and what a model gives with and without outputs fed back."""
    return {name: _result(tf, model) for name, model in models(tf).items()}


def _result(tf, model):
    with tf.Graph().as_default(), tf.Session() as session:
        feed = tf.placeholder(tf.bool, [])
        with tf.variable_scope("root"):
            made = tf.contrib.framework.nest.flatten(model(feed))
        variables = tf.global_variables()
        session.run(tf.global_variables_initializer())
        random = np.random.RandomState(1)
        for variable in variables:
            shape = variable.shape.as_list()
            variable.load(random.uniform(-1, 1, shape).astype("f"), session)
        values = [[np.asarray(x).round(6).tolist() for x in session.run(made, {feed: fed})]
                  for fed in (True, False)]  # fmt: skip
    return {"variables": [v.name for v in variables], "values": values}
