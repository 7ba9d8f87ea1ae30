"""How many ops TensorFlow's graphs have of calls that are fewer, or more, ops here.

A random op of a graph that has no seed of its own takes the number of ops before it. So a program
with a graph's seed alone draws TensorFlow's numbers only where the ops are as many as there.
"""

from zeal import _native

# Before a call's own ops, and behind them. Negative where TensorFlow has fewer.
_MORE = {
    "boolean_mask": (0, 18),
    "clip_by_norm": (0, 3),
    "compute_weighted_loss": (0, 19),
    "dropout": (4, 4),
    "embedding_lookup": (0, 1),
    "eye": (0, -6),
    "global_norm": (0, 2),
    "nce_loss": (2, 36),
    "norm": (0, 1),
    "random_crop": (7, 0),
    "reduce_logsumexp": (0, 2),
    "sequence_mask": (0, -3),
    "sigmoid_cross_entropy_with_logits": (0, 3),
    "softmax_cross_entropy_with_logits_v2": (0, 30),
    "mean_pairwise_squared_error": (0, 28),
    "sampled_softmax_loss": (2, 38),
    "sparse_softmax_cross_entropy": (0, -1),
    "split": (1, 0),
    "sparse_softmax_cross_entropy_with_logits": (0, 1),
    "swish": (0, 2),
    "tensordot": (0, 10),
    "zero_fraction": (0, 21),
    # Parts of layers, and cases of the functions above.
    "batch norm: training": (0, 2),
    "batch norm: not training": (0, -3),
    "batch norm: maybe training": (0, -5),
    "conv/build": (1, 0),
    "conv_transpose/build": (0, 0),
    "conv_transpose": (0, 26),
    "conv_transpose of a batch": (0, 18),
    "dataset from a generator": (0, 2),
    "dataset seeds": (0, 7),
    "dropout by a tensor": (-1, -2),
    "dynamic_rnn": (44, -4),
    "dynamic_rnn, each state more": (4, -4),
    "dynamic_rnn of a batch": (6, -1),
    "dynamic_rnn of a batch, lengths, each state": (0, 1),
    "dynamic_rnn of any length": (-3, 0),
    "dynamic_rnn, lengths": (6, -3),
    "dynamic_rnn, lengths and several states": (5, -3),
    "embedding": (0, -1),
    "gru cell": (0, 18),
    "reshape of a batch": (0, 7),
    "unbatch": (0, 1),
    "zero state": (0, 7),
    "zero state of a batch": (0, 6),
}  # fmt: skip


def more_ops(call):
    """How many more ops TensorFlow has before a call's own and behind them."""
    return _MORE.get(call, (0, 0))


def count_before(call):
    """Counts what TensorFlow has before the ops of a call, while a graph is built."""
    if not _native.executing_eagerly():
        _native.current_graph()._count_more(_MORE[call][0])


def count_behind(call):
    """Counts what TensorFlow has behind the ops of a call, while a graph is built."""
    if not _native.executing_eagerly():
        _native.current_graph()._count_more(_MORE[call][1])
