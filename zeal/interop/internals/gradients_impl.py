"""tensorflow.python.ops.gradients_impl: what only TensorFlow's own code asks."""

from zeal._native import api
from zeal.graph.gradients import gradients

__all__ = ["_hessian_vector_product"]


def _hessian_vector_product(ys, xs, v):
    """The Hessian of the sum of ys by xs, times v: a list.

    Args:
      ys: a tensor or a list of tensors.
      xs: a list of tensors.
      v: a list of tensors of their shapes.

    Raises:
      ValueError: xs and v differ in length.
    """
    if len(xs) != len(v):
        raise ValueError("xs and v must have the same length.")
    flows = zip(gradients(ys, xs), v, strict=True)
    return gradients([g * api.stop_gradient(w) for g, w in flows], xs)
