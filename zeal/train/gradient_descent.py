"""tf.train.GradientDescentOptimizer."""

from typing import Any

from zeal import _native
from zeal._native import api, apply_gradient_descent, raw
from zeal.eager.context import executing_eagerly
from zeal.public import public
from zeal.train.optimizer import Optimizer


@public("train.GradientDescentOptimizer")
class GradientDescentOptimizer(Optimizer):
    """Plain gradient descent: `variable -= learning_rate * gradient`.

    Args:
      learning_rate: a number, a scalar tensor or variable, or a function without arguments that
        returns one of them; read at each step.
      use_locking: accepted for compatibility.
      name: the optimizer's name.

    Example:
      >>> x = tf.Variable(3.0)
      >>> optimizer = tf.train.GradientDescentOptimizer(0.1)
      >>> optimizer.minimize(lambda: x * x)
      >>> round(float(x), 4)
      2.4
    """

    _settings = ("learning_rate",)

    def __init__(self, learning_rate, use_locking=False, name: Any = "GradientDescent") -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate

    def apply_gradients(
        self, grads_and_vars, global_step=None, name=None
    ) -> "_native.Operation | None":
        """Moves variables against their gradients.

        Args:
          grads_and_vars: pairs (gradient, variable), as `compute_gradients` returns them; pairs
            whose gradient is None are left out.
          global_step: a variable to add one to, or None.
          name: accepted for compatibility.

        Raises:
          ValueError: no pair has a gradient.
          InvalidArgumentError: a gradient does not fit its variable; then no variable changed.

        Example:
          >>> x = tf.Variable(3.0)
          >>> tf.train.GradientDescentOptimizer(0.5).apply_gradients([(tf.constant(2.0), x)])
          >>> float(x)
          2.0
        """
        if not executing_eagerly():
            return super().apply_gradients(grads_and_vars, global_step, name)
        rate = self._learning_rate
        apply_gradient_descent(grads_and_vars, rate() if callable(rate) else rate, global_step)
        return None

    def _prepare(self):
        rate = self._learning_rate
        self._rate = _native.convert(rate() if callable(rate) else rate)

    def _apply_dense(self, grad, var):
        return raw.ResourceApplyGradientDescent(var.handle, api.cast(self._rate, var.dtype), grad)

    def _apply_sparse(self, grad, var):
        rows = grad.values * -api.cast(self._rate, var.dtype)
        return raw.ResourceScatterAdd(var.handle, grad.indices, rows)
