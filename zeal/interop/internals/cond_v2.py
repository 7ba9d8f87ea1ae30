"""tensorflow.python.ops.cond_v2: `tf.cond`, whose nodes in graphs are those of TensorFlow 2."""

from zeal._native import api
from zeal.graph.conditions import cond

__all__ = ["cond_v2"]


def cond_v2(pred, true_fn, false_fn, name="cond"):
    """`tf.cond` of a condition that may have axes of size 1."""
    return cond(api.squeeze(pred), true_fn, false_fn, True, name)
