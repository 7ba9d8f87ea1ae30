"""Losses and decoders of label sequences, as programs of zeal and of TensorFlow 1.15 call them."""

import numpy as np

X = np.random.RandomState(0).randn(6, 3, 5).astype("f")
ROWS = [[0, 1, 1], [2], [3, 0, 2, 1]]
DENSE = np.array([[1, 2, 2, 0], [3, 0, 0, 0], [4, 1, 3, 2]], np.int32)
WEIGHTS = np.array([1.0, 2.0, 3.0], np.float32)


def sparse(tf, rows, columns=4):
    places = [[b, i] for b, row in enumerate(rows) for i in range(len(row))]
    values = tf.constant([label for row in rows for label in row], tf.int32)
    return tf.SparseTensor(np.array(places, np.int64).reshape(-1, 2), values, [len(rows), columns])


def loss(lengths=(6, 4, 6), **options):
    return lambda tf, x: tf.nn.ctc_loss(sparse(tf, ROWS), x, lengths, **options)


def dense(labels=DENSE, label_lengths=(3, 1, 4), lengths=(6, 4, 6), **options):
    def case(tf, x):
        function = getattr(tf.nn, "ctc_loss_v2", None) or tf.compat.v2.nn.ctc_loss
        given = labels if isinstance(labels, np.ndarray) else sparse(tf, labels)
        return function(given, x, label_lengths, lengths, **options)

    return case


LOSSES = {
    "plain": loss(),
    "unmerged": loss(ctc_merge_repeated=False),
    "collapsed": loss(preprocess_collapse_repeated=True),
    "both": loss(preprocess_collapse_repeated=True, ctc_merge_repeated=False),
    "impossible": loss((3, 4, 6)),
    "ignoring": loss((2, 4, 6), ignore_longer_outputs_than_inputs=True),
    "dense": dense(lengths=(6, 6, 6)),
    "dense_last": dense(np.maximum(DENSE - 1, 0), lengths=(6, 6, 6), blank_index=-1),
    "dense_empty": dense(label_lengths=(3, 0, 4), lengths=(6, 6, 6)),
    "sparse_last": dense(ROWS, None, blank_index=-1),
    "sparse_first": dense([[1], [2], [3]], None, blank_index=0),
}


def greedy(**options):
    return lambda tf, x: tf.nn.ctc_greedy_decoder(x, [6, 4, 0], **options)


def beam(lengths, **options):
    return lambda tf, x: tf.nn.ctc_beam_search_decoder(2.0 * x, lengths, **options)


DECODERS = {
    "greedy": greedy(),
    "greedy_unmerged": greedy(merge_repeated=False),
    "beam": beam([6, 4, 5]),
    "beam_three": beam([6, 4, 5], beam_width=7, top_paths=3),
    "beam_unmerged": beam([6, 4, 5], beam_width=7, top_paths=3, merge_repeated=False),
    "beam_narrow": beam([6, 4, 1], beam_width=1),
}


def run_loss(tf, name, wrapped=lambda function: function):
    function = wrapped(lambda x: LOSSES[name](tf, x))
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        losses = function(x)
        total = tf.reduce_sum(losses * WEIGHTS)
    return [losses.numpy().tolist(), tape.gradient(total, x).numpy().tolist()]


def run_decoder(tf, name, wrapped=lambda function: function):
    def parts(x):
        decoded, logs = DECODERS[name](tf, x)
        return [part for s in decoded for part in (s.indices, s.values, s.dense_shape)] + [logs]

    return [part.numpy().tolist() for part in wrapped(parts)(tf.constant(X))]
