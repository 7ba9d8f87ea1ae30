"""tensorflow.contrib.nn.python.ops.fwd_gradients: derivatives forwards, by gradients twice."""

from zeal import _native
from zeal.eager.control import control_dependencies
from zeal.effects.check import Assert
from zeal.graph.gradients import gradients
from zeal.ops.array.fill import zeros_like

__all__ = ["fwd_gradients"]


def fwd_gradients(ys, xs, grad_xs=None, assert_unused=False):
    """The derivatives of ys along a direction in xs: the gradient of a gradient's factor.

    Args:
      ys, xs: lists of symbolic tensors.
      grad_xs: the direction, one tensor per x; ones by default.
      assert_unused: whether a run that computes the first gradients fails.
    """
    factors = [zeros_like(y) + float("nan") for y in ys]  # nothing reads their values
    found = gradients(ys, xs, factors)
    found = [None if g is None else _native.convert(g) for g in found]
    if assert_unused:
        with control_dependencies([g for g in found if g is not None]):
            never = Assert(False, [1], name="fwd_gradients")
        with control_dependencies([never]):
            found = [None if g is None else _native.api.identity(g) for g in found]
    found = [zeros_like(x) if g is None else g for x, g in zip(xs, found, strict=True)]
    return gradients(found, factors, grad_xs)
