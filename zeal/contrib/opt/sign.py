"""tf.contrib.opt.AddSignOptimizer, PowerSignOptimizer: steps by agreement of gradient and mean."""

import math
from typing import Any

from zeal import _native
from zeal._native import api
from zeal.eager import control
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public
from zeal.state.scatter import scatter_sub
from zeal.train.step_optimizer import StepOptimizer


class _SignOptimizer(StepOptimizer):
    """What both share: the mean `m`, and a factor of the signs that may follow the step."""

    _slot_inputs = ("m",)
    _rows_alike = False
    _sign_decay = 1.0

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """Updates variables by their gradients; see `tf.train.Optimizer.apply_gradients`."""
        if self._sign_decay_fn is not None:
            self._sign_decay = _native.convert(self._sign_decay_fn(global_step))
        return super().apply_gradients(grads_and_vars, global_step, name)

    def _create_slots(self, var_list):
        for v in var_list:
            self._zeros_slot(v, "m", self._name)

    def _apply_rows(self, grad, var, indices):
        rate, first, decay, beta = (api.cast(t, grad.dtype) for t in self._tensors())
        m = self.get_slot(var, "m")
        dense = _native.convert(IndexedSlices(grad, indices, api.shape(var)))
        mean = m * beta + dense * (1 - beta)
        signs = decay * (api.gather(api.sign(mean), indices) * api.sign(grad))
        step = rate * self._factor(first, signs) * grad
        return control.group(m.assign(mean), scatter_sub(var, indices, step))


@public("contrib.opt.AddSignOptimizer")
class AddSignOptimizer(_SignOptimizer):
    """`variable -= learning_rate * (alpha + decay * sign(gradient) * sign(mean)) * gradient`.

    Bello et al., 2017: Neural Optimizer Search with Reinforcement Learning.

    Args:
      learning_rate: a number, or a scalar tensor or variable.
      alpha: the factor where signs do not count.
      beta: how much of the mean of gradients stays.
      sign_decay_fn: a function of the global step that gives `decay`; None for 1.
      use_locking: accepted for compatibility.
      name: the optimizer's name.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.contrib.opt.AddSignOptimizer(0.125).minimize(lambda: x * x)
      >>> float(x)
      1.5
    """

    _op = "ResourceApplyAddSign"
    _constants = (
        ("_lr", "_lr_t", "learning_rate"),
        ("_alpha", "_alpha_t", "alpha"),
        ("_sign_decay", "_sign_decay_t", "sign_decay"),
        ("_beta", "_beta_t", "beta"),
    )

    def __init__(
        self,
        learning_rate: Any = 0.1,
        alpha: Any = 1.0,
        beta: Any = 0.9,
        sign_decay_fn=None,
        use_locking=False,
        name: Any = "AddSignOptimizer",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._alpha = alpha
        self._beta = beta
        self._sign_decay_fn = sign_decay_fn

    def _factor(self, alpha, signs):
        return alpha + signs


@public("contrib.opt.PowerSignOptimizer")
class PowerSignOptimizer(_SignOptimizer):
    """`variable -= learning_rate * base ** (decay * sign(gradient) * sign(mean)) * gradient`.

    Bello et al., 2017: Neural Optimizer Search with Reinforcement Learning.

    Args:
      the others: as for `tf.contrib.opt.AddSignOptimizer`.
      base: of the power.

    Example:
      >>> x = tf.Variable(3.0)
      >>> tf.contrib.opt.PowerSignOptimizer(0.125, base=2.0).minimize(lambda: x * x)
      >>> round(float(x), 4)
      1.5
    """

    _op = "ResourceApplyPowerSign"
    _constants = (
        ("_lr", "_lr_t", "learning_rate"),
        ("_logbase", "_logbase_t", "logbase"),
        ("_sign_decay", "_sign_decay_t", "sign_decay"),
        ("_beta", "_beta_t", "beta"),
    )

    def __init__(
        self,
        learning_rate: Any = 0.1,
        base: Any = math.e,
        beta: Any = 0.9,
        sign_decay_fn=None,
        use_locking=False,
        name: Any = "PowerSignOptimizer",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._beta = beta
        self._logbase = math.log(base)
        self._sign_decay_fn = sign_decay_fn

    def _factor(self, logbase, signs):
        return api.exp(logbase * signs)
