"""Optimizers around another one, under which norms of variables or gradients stay below a bound."""

from typing import Any

from zeal._native import api
from zeal.eager import control
from zeal.ops.indexed_slices import IndexedSlices
from zeal.ops.math.clip import clip_by_global_norm, clip_by_norm
from zeal.public import public
from zeal.state.scatter import scatter_sub
from zeal.state.scope import name_scope
from zeal.train.forwarding import Forwarding


@public("contrib.opt.VariableClippingOptimizer")
class VariableClippingOptimizer(Forwarding):
    """Wraps an optimizer: behind each step, variables whose norms are too large are scaled.

    Args:
      opt: the optimizer that takes the steps.
      vars_to_clip_dims: dict from variables to the axes over which norms are taken.
      max_norm: the bound.
      use_locking, colocate_clip_ops_with_vars: accepted for compatibility.
      name: the optimizer's name.

    Example:
      >>> x = tf.Variable([3.0, 4.0])
      >>> optimizer = tf.contrib.opt.VariableClippingOptimizer(
      ...     tf.train.GradientDescentOptimizer(0.1), {x: [0]}, 1.0)
      >>> optimizer.apply_gradients([(tf.constant([0.0, 0.0]), x)])
      >>> [round(float(n), 4) for n in x.numpy()]
      [0.6, 0.8]
    """

    def __init__(
        self, opt, vars_to_clip_dims, max_norm, use_locking=False,
        colocate_clip_ops_with_vars=False, name: Any = "VariableClipping",
    ) -> None:  # fmt: skip
        super().__init__(opt, use_locking, name)
        self._max_norm = max_norm
        self._axes = [(v, list(axes)) for v, axes in vars_to_clip_dims.items()]

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """Takes the step, then clips; see `tf.train.Optimizer.apply_gradients`."""
        pairs = list(grads_and_vars)
        with name_scope(name, self._name) as name:
            step = self._optimizer.apply_gradients(pairs, global_step=global_step)
            with control.behind([step]):
                clipped = [
                    self._clip(gradient, v, axes)
                    for gradient, v in pairs
                    for known, axes in self._axes
                    if known is v and gradient is not None
                ]
            return control.group(step, *clipped, name=name)

    def _clip(self, gradient, variable, axes):
        with name_scope(f"clip_{variable.name.partition(':')[0]}"):
            if isinstance(gradient, IndexedSlices) and 0 not in axes:
                rows = api.gather(variable, gradient.indices)
                return scatter_sub(variable, gradient.indices, self._over(rows, axes))
            return variable.assign_sub(self._over(variable.read_value(), axes))

    def _over(self, x, axes):
        """How much of x is too much."""
        return x - clip_by_norm(x, self._max_norm, axes)


class _GradientClippingOptimizer(Forwarding):
    """Hands gradients of bounded norm to another optimizer."""

    def __init__(self, optimizer, clip_norm):
        super().__init__(optimizer, name="ClipByNorm" + optimizer.get_name())
        self._clip_norm = clip_norm

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """A step of the optimizer inside."""
        gradients, variables = zip(*grads_and_vars, strict=True)
        clipped, _ = clip_by_global_norm(gradients, self._clip_norm)
        pairs = zip(clipped, variables, strict=True)
        return self._optimizer.apply_gradients(pairs, global_step, name)


@public("contrib.estimator.clip_gradients_by_norm")
def clip_gradients_by_norm(optimizer, clip_norm):
    """An optimizer whose gradients are scaled so that their norm, of all together, is bounded.

    Args:
      optimizer: a `tf.train.Optimizer`.
      clip_norm: the largest norm.

    Returns:
      A `tf.train.Optimizer`.

    Example:
      >>> inside = tf.train.GradientDescentOptimizer(1.0)
      >>> x = tf.Variable(10.0)
      >>> steps = tf.contrib.estimator.clip_gradients_by_norm(inside, 2.0)
      >>> steps.apply_gradients([(tf.constant(6.0), x)])
      >>> x.numpy()
      8.0
    """
    return _GradientClippingOptimizer(optimizer, clip_norm)
