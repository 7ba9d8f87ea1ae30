"""Optimizers of contrib around another one: variables are clipped, gradients left out."""

from functools import partial
from typing import Any

from zeal._native import api
from zeal.eager.control import control_dependencies, group, no_op
from zeal.graph.conditions import cond
from zeal.ops.indexed_slices import IndexedSlices
from zeal.ops.math.clip import clip_by_global_norm, clip_by_norm
from zeal.ops.math.reduction import count_nonzero
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.train.optimizer import Optimizer


class Wrapper(Optimizer):
    """Base of optimizers whose gradients and slots are those of another one."""

    def __init__(self, opt, name):
        super().__init__(False, name)
        self._optimizer = opt

    def compute_gradients(self, *args: Any, **kwargs: Any):
        """The gradients as the wrapped optimizer computes them."""
        return self._optimizer.compute_gradients(*args, **kwargs)

    def variables(self):
        """The wrapped optimizer's variables."""
        return self._optimizer.variables()

    def get_slot_names(self):
        """Names of the wrapped optimizer's slots."""
        return self._optimizer.get_slot_names()

    def get_slot(self, var, name):
        """A slot of the wrapped optimizer."""
        return self._optimizer.get_slot(var, name)


@public("contrib.opt.VariableClippingOptimizer")
class VariableClippingOptimizer(Wrapper):
    """Wraps an optimizer: behind each step, variables are clipped to a norm along some axes.

    Args:
      opt: the optimizer that takes the steps.
      vars_to_clip_dims: a dict from variables to lists of axes, as `tf.clip_by_norm` has them. Of
        rows of a variable only those are clipped that the step changed, unless axis 0 is listed.
      max_norm: what norms are at most.
      use_locking, colocate_clip_ops_with_vars: accepted for compatibility.
      name: the optimizer's name.

    Example:
      >>> x = tf.Variable([[3.0, 4.0]])
      >>> optimizer = tf.contrib.opt.VariableClippingOptimizer(
      ...     tf.train.GradientDescentOptimizer(0.0), {x: [1]}, 2.5)
      >>> optimizer.apply_gradients([(tf.ones([1, 2]), x)])
      >>> x.numpy().tolist()
      [[1.5, 2.0]]
    """

    def __init__(
        self, opt, vars_to_clip_dims, max_norm, use_locking=False,
        colocate_clip_ops_with_vars=False, name="VariableClipping",
    ):  # fmt: skip
        super().__init__(opt, name)
        self._dims = {id(v): (v, list(axes)) for v, axes in vars_to_clip_dims.items()}
        self._max_norm = max_norm

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """Takes the step, then clips; see `tf.train.Optimizer.apply_gradients`."""
        pairs = list(grads_and_vars)
        with name_scope(name, self._name) as scope:
            step = self._optimizer.apply_gradients(pairs, global_step=global_step)
            with control_dependencies([] if step is None else [step]):
                clipped = [
                    self._clip(v, g) for g, v in pairs if g is not None and id(v) in self._dims
                ]
            return group(step, *clipped, name=scope)

    def _clip(self, variable, gradient):
        axes = self._dims[id(variable)][1]
        if not isinstance(gradient, IndexedSlices) or 0 in axes:
            value = variable.read_value()
            return variable.assign_sub(value - clip_by_norm(value, self._max_norm, axes))
        rows = api.gather(variable, gradient.indices)
        excess = rows - clip_by_norm(rows, self._max_norm, axes)
        return variable.scatter_sub(IndexedSlices(excess, gradient.indices))


def _is_zero(gradient):
    values = gradient.values if isinstance(gradient, IndexedSlices) else gradient
    return api.equal(count_nonzero(values), 0)


def _unless_zero(apply, gradient, variable):
    def step():
        done = apply(gradient, variable)
        with control_dependencies([] if done is None else [done]):
            return no_op()

    return cond(_is_zero(gradient), no_op, step)


@public("contrib.opt.MultitaskOptimizerWrapper")
class MultitaskOptimizerWrapper:
    """Makes an optimizer leave variables and its own slots alone where a gradient is all zeros.

    Args:
      opt: a `tf.train.Optimizer`, which is changed and has all other methods.

    Raises:
      TypeError: it is none.

    Example:
      >>> x = tf.Variable([1.0])
      >>> optimizer = tf.contrib.opt.MultitaskOptimizerWrapper(
      ...     tf.train.MomentumOptimizer(0.5, 0.5))
      >>> for g in (1.0, 0.0):
      ...     optimizer.apply_gradients([(tf.constant([g]), x)])
      >>> x.numpy().tolist()
      [0.5]
    """

    def __init__(self, opt):
        if not isinstance(opt, Optimizer):
            raise TypeError("Supplied optimizer must be an instance of tf.train.Optimizer")
        self._opt = opt
        opt._apply, opt._at_once = partial(_unless_zero, opt._apply), False

    def __getattr__(self, name):
        return getattr(self._opt, name)


@public("contrib.opt.clip_gradients_by_global_norm")
def clip_gradients_by_global_norm(gradients_variables, clip_norm=20.0):
    """Clips gradients by their global norm; see `tf.clip_by_global_norm`.

    Args:
      gradients_variables: pairs (gradient, variable); a gradient may be None.
      clip_norm: what the norm is at most.

    Returns:
      A list of pairs, and the norm before.

    Example:
      >>> pairs = [(tf.constant([3.0, 4.0]), "x"), (None, "y")]
      >>> clipped, norm = tf.contrib.opt.clip_gradients_by_global_norm(pairs, 2.5)
      >>> clipped[0][0].numpy().tolist(), float(norm)
      ([1.5, 2.0], 5.0)
    """
    gradients, variables = zip(*gradients_variables, strict=True)
    clipped, norm = clip_by_global_norm(gradients, clip_norm)
    return list(zip(clipped, variables, strict=True)), norm
