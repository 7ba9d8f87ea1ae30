"""The loss of counts whose means a network predicts."""

import math

from zeal import _native
from zeal._native import api
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.where import where
from zeal.ops.named import named
from zeal.public import public


@public("nn.log_poisson_loss")
@named("log_poisson_loss", "sub")
def log_poisson_loss(targets, log_input, compute_full_loss=False, name=None):
    """The negative logarithm of the Poisson probability of counts: exp(c) - z c [+ log(z!)].

    Args:
      targets: floating tensor, the counts z.
      log_input: floating tensor like it, the logarithms c of the predicted means.
      compute_full_loss: whether log(z!) is added, by Stirling's formula, where z is above 1.
      name: its name in graphs.

    Returns:
      A tensor like log_input.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> tf.nn.log_poisson_loss([1.0, 2.0], [0.0, 0.0]).numpy().tolist()
      [1.0, 1.0]
    """
    log_input = _native.convert(log_input, None, "log_input")
    targets = _native.convert(targets, None, "targets")
    if not targets.shape.is_compatible_with(log_input.shape):
        raise ValueError(
            f"log_input and targets must have the same shape ({log_input.shape} vs "
            f"{targets.shape})"
        )
    result = api.exp(log_input) - log_input * targets
    if not compute_full_loss:
        return result
    stirling = targets * api.log(targets) - targets + 0.5 * api.log(2 * math.pi * targets)
    small = api.logical_and(targets >= 0.0, targets <= 1.0)
    return result + where(small, zeros_like(targets), stirling)
