"""tf.contrib.opt.AdamWOptimizer and its kin: weights that decay apart from the loss."""

from typing import Any

from zeal._native import api
from zeal.eager import control
from zeal.public import public
from zeal.state.scatter import scatter_sub
from zeal.train.adam import AdamOptimizer
from zeal.train.momentum import MomentumOptimizer


@public("contrib.opt.DecoupledWeightDecayExtension")
class DecoupledWeightDecayExtension:
    """Put before an optimizer among a class's bases: variables lose `weight_decay` of themselves.

    Loshchilov and Hutter, 2019: Decoupled Weight Decay Regularization. The decay comes before the
    optimizer's own step and is not multiplied by the learning rate.

    Args:
      weight_decay: which part each step takes, a number or a function without arguments.
      **kwargs: what the optimizer takes.

    Example:
      >>> class SGDW(tf.contrib.opt.DecoupledWeightDecayExtension,
      ...            tf.train.GradientDescentOptimizer):
      ...     pass
      >>> x = tf.Variable(4.0)
      >>> SGDW(weight_decay=0.25, learning_rate=1.0).apply_gradients([(tf.constant(1.0), x)])
      >>> float(x)
      2.0
    """

    def __init__(self, weight_decay, *args: Any, **kwargs: Any) -> None:
        self._decay_var_list: Any = None
        self._weight_decay = weight_decay
        super().__init__(*args, **kwargs)

    def minimize(self, loss, *args: Any, decay_var_list=None, **kwargs: Any):
        """Takes one step down, as `tf.train.Optimizer.minimize`.

        Args:
          loss: as there, as are the other arguments.
          decay_var_list: the variables that decay; all by default.

        Returns:
          None; while a graph is built, the operation that takes the step.

        Example:
          >>> x = tf.Variable(4.0)
          >>> tf.contrib.opt.MomentumWOptimizer(0.5, 0.25, 0.9).minimize(lambda: x * x)
          >>> float(x)
          0.0
        """
        return self._decaying(super().minimize, decay_var_list, loss, *args, **kwargs)

    def apply_gradients(self, grads_and_vars, global_step=None, name=None, decay_var_list=None):
        """Updates variables by their gradients, as `tf.train.Optimizer.apply_gradients`.

        Args:
          grads_and_vars, global_step, name: as there.
          decay_var_list: the variables that decay; all by default.

        Returns:
          None; while a graph is built, the operation that takes the step.

        Example:
          >>> x = tf.Variable(4.0)
          >>> optimizer = tf.contrib.opt.MomentumWOptimizer(0.5, 1.0, 0.9)
          >>> optimizer.apply_gradients([(tf.constant(1.0), x)])
          >>> float(x)
          1.0
        """
        apply = super().apply_gradients
        return self._decaying(apply, decay_var_list, grads_and_vars, global_step, name)

    def _decaying(self, step, decay_var_list, *args, **kwargs):
        """A step in which these variables decay; where `minimize` said which, they do."""
        before = self._decay_var_list
        self._decay_var_list = set(decay_var_list) if decay_var_list else before
        try:
            return step(*args, **kwargs)
        finally:
            self._decay_var_list = before

    def _rate_of(self, var):
        """The part that a variable loses, or None."""
        if self._decay_var_list and var not in self._decay_var_list:
            return None
        return self._call_if_callable(self._weight_decay)

    def _after_decay(self, var):
        rate = self._rate_of(var)
        decayed = [] if rate is None else [var.assign_sub(rate * var)]
        return control.control_dependencies(decayed)

    def _after_decay_of_rows(self, var, indices):
        rate = self._rate_of(var)
        decayed = []
        if rate is not None:
            decayed = [scatter_sub(var, indices, rate * api.gather(var, indices))]
        return control.control_dependencies(decayed)

    def _apply_dense(self, grad, var):
        with self._after_decay(var):
            return super()._apply_dense(grad, var)

    def _resource_apply_dense(self, grad, var):
        with self._after_decay(var):
            return super()._resource_apply_dense(grad, var)

    def _apply_sparse(self, grad, var):
        with self._after_decay_of_rows(var, grad.indices):
            return super()._apply_sparse(grad, var)

    def _resource_apply_sparse(self, grad, var, indices):
        with self._after_decay_of_rows(var, indices):
            return super()._resource_apply_sparse(grad, var, indices)


@public("contrib.opt.extend_with_decoupled_weight_decay")
def extend_with_decoupled_weight_decay(base_optimizer) -> type:
    """A class of optimizers like another one, whose variables decay.

    Args:
      base_optimizer: a class of optimizers.

    Returns:
      A class, whose first argument is `weight_decay`.

    Example:
      >>> SGDW = tf.contrib.opt.extend_with_decoupled_weight_decay(
      ...     tf.train.GradientDescentOptimizer)
      >>> x = tf.Variable(4.0)
      >>> SGDW(0.25, learning_rate=1.0).apply_gradients([(tf.constant(1.0), x)])
      >>> float(x)
      2.0
    """

    class OptimizerWithDecoupledWeightDecay(DecoupledWeightDecayExtension, base_optimizer):
        """The optimizer, with weights that decay."""

    return OptimizerWithDecoupledWeightDecay


@public("contrib.opt.MomentumWOptimizer")
class MomentumWOptimizer(DecoupledWeightDecayExtension, MomentumOptimizer):
    """Momentum with weights that decay apart from the loss.

    Args:
      weight_decay: which part of itself a variable loses with each step.
      the others: as in `tf.train.MomentumOptimizer`.

    Example:
      >>> x = tf.Variable(4.0)
      >>> optimizer = tf.contrib.opt.MomentumWOptimizer(0.5, 1.0, 0.9)
      >>> optimizer.apply_gradients([(tf.constant(1.0), x)])
      >>> float(x)
      1.0
    """

    def __init__(
        self,
        weight_decay,
        learning_rate,
        momentum,
        use_locking=False,
        name: Any = "MomentumW",
        use_nesterov=False,
    ) -> None:
        super().__init__(weight_decay, learning_rate, momentum, use_locking, name, use_nesterov)


@public("contrib.opt.AdamWOptimizer")
class AdamWOptimizer(DecoupledWeightDecayExtension, AdamOptimizer):
    """Adam with weights that decay apart from the loss.

    Args:
      weight_decay: which part of itself a variable loses with each step.
      the others: as in `tf.train.AdamOptimizer`.

    Example:
      >>> x = tf.Variable(4.0)
      >>> tf.contrib.opt.AdamWOptimizer(0.5, 0.25).minimize(lambda: x * x)
      >>> round(float(x), 4)
      1.75
    """

    def __init__(
        self,
        weight_decay,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking=False,
        name: Any = "AdamW",
    ) -> None:
        super().__init__(weight_decay, learning_rate, beta1, beta2, epsilon, use_locking, name)
