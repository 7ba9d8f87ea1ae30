"""tensorflow.python.ops.nn_impl: what only TensorFlow's own code asks, and TensorFlow 2's forms."""

import zeal.nn as nn
from zeal.ops.nn.sampled_losses import sampled_logits

__all__ = ["l2_normalize_v2", "moments_v2", "nce_loss_v2", "sampled_softmax_loss_v2"]


def _compute_sampled_logits(
    weights, biases, labels, inputs, num_sampled, num_classes, num_true=1, sampled_values=None,
    subtract_log_q=True, remove_accidental_hits=False, partition_strategy="mod", name=None,
    seed=None,
):  # fmt: skip
    """The logits of true and of sampled classes, and their labels; see `tf.nn.nce_loss`."""
    return sampled_logits(
        remove_accidental_hits, weights, biases, labels, inputs, num_sampled, num_classes,
        num_true, sampled_values, partition_strategy, seed, subtract=subtract_log_q,
    )  # fmt: skip


def l2_normalize_v2(x, axis=None, epsilon=1e-12, name=None):
    """`tf.nn.l2_normalize`."""
    return nn.l2_normalize(x, axis, epsilon, name)


def moments_v2(x, axes, shift=None, keepdims=False, name=None):
    """`tf.nn.moments`."""
    return nn.moments(x, axes, shift, name, keepdims=keepdims)


def nce_loss_v2(
    weights, biases, labels, inputs, num_sampled, num_classes, num_true=1, sampled_values=None,
    remove_accidental_hits=False, name="nce_loss",
):  # fmt: skip
    """`tf.nn.nce_loss` with weights cut into parts of successive rows."""
    return nn.nce_loss(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, "div", name,
    )  # fmt: skip


def sampled_softmax_loss_v2(
    weights, biases, labels, inputs, num_sampled, num_classes, num_true=1, sampled_values=None,
    remove_accidental_hits=True, seed=None, name="sampled_softmax_loss",
):  # fmt: skip
    """`tf.nn.sampled_softmax_loss` with weights cut into parts of successive rows."""
    return nn.sampled_softmax_loss(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, "div", name, seed,
    )  # fmt: skip
