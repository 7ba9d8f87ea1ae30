"""How many ops TensorFlow's graphs have of calls that are fewer, or more, ops here.

A random op of a graph that has no seed of its own takes the number of ops before it. So a program
with a graph's seed alone draws TensorFlow's numbers only where the ops are as many as there.
"""

from zeal import _native

# Before a call's own ops, and behind them. Negative where TensorFlow has fewer.
_MORE = {
    "adjust_contrast": (0, -4),
    "adjust_hue": (0, -111),
    "adjust_saturation": (0, -113),
    "boolean_mask": (0, 18),
    "central_crop": (0, -2),
    "clip_by_norm": (0, 3),
    "dropout": (4, 4),
    "embedding_lookup": (0, 1),
    "eye": (0, -6),
    "global_norm": (0, 2),
    "hinge_loss": (0, 1),
    "nce_loss": (2, 34),
    "norm": (0, 1),
    "per_image_standardization": (0, 1),
    "random_crop": (7, 0),
    "resize_image_with_crop_or_pad": (0, 4),
    "reduce_logsumexp": (0, 2),
    "sigmoid_cross_entropy_with_logits": (0, 3),
    "softmax_cross_entropy_with_logits_v2": (0, 30),
    "mean_pairwise_squared_error": (0, 27),
    "sampled_softmax_loss": (2, 36),
    "sparse_softmax_cross_entropy": (0, -1),
    "split": (1, 0),
    "sparse_softmax_cross_entropy_with_logits": (0, 1),
    "swish": (0, 2),
    "tensordot": (0, 4),
    "zero_fraction": (0, 21),
    # Parts of layers, and cases of the functions above.
    "average of a variable": (0, 13),
    "batch norm: training": (0, 4),
    "batch norm: not training": (0, 1),
    "batch norm: maybe training": (0, 1),
    "conv/build": (1, 0),
    "conv_transpose/build": (0, 0),
    "conv_transpose": (0, 26),
    "conv_transpose of a batch": (0, 18),
    "dataset from a generator": (0, 2),
    "dataset seeds": (0, 7),
    "counted hits": (0, 4),
    "dropout by a tensor": (-1, -2),
    "dynamic_rnn": (26, 14),
    "dynamic_rnn of a batch": (6, -1),
    "dynamic_rnn of a batch, lengths": (5, -1),
    "dynamic_rnn of any length": (-3, 0),
    "dynamic_rnn of any length, batch known": (0, -1),
    "dynamic_rnn of any length, lengths": (1, 0),
    "dynamic_rnn, lengths": (2, -2),
    "embedding": (0, -1),
    "gru cell": (0, 18),
    "reshape of a batch": (0, 7),
    "sequence_mask of one dtype": (0, 1),
    "true positives": (0, 1),
    "unbatch": (0, 1),
    "weighted loss": (0, 17),
    "zero state": (0, 7),
    "zero state of a batch": (0, 6),
}  # fmt: skip


# Of calls with n parts.
_MORE_OF = {
    "case": lambda n: (n * n + 9 * n - 24) // 2,
    "clip_by_global_norm": lambda n: n + 1,
    # TensorFlow's tensordot makes 28 ops where a size is unknown, else 14. Here it is 10 and n,
    # which grows by 4 with each unknown size and by 3 with each axis, or 8.
    "dense of more axes": lambda n: 28 - (10 + n) if n else 14 - 8,
    "foldl": lambda n: 11,
    "map_fn": lambda n: 12 + 4 * n,
    "piecewise_constant": lambda n: n * n + 7 * n + 5,
    "scan": lambda n: 10 + 5 * n,
}


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


def count_parts(call, n, less=0):
    """Counts what TensorFlow has behind the ops of a call with n parts, while a graph is built."""
    if not _native.executing_eagerly():
        _native.current_graph()._count_more(_MORE_OF[call](n) - less)
