"""tf.train.GradientDescentOptimizer, ProximalGradientDescentOptimizer."""

from typing import Any

from zeal._native import api, raw
from zeal.public import public
from zeal.train.step_optimizer import StepOptimizer

RATE = ("_learning_rate", "_learning_rate_tensor", "learning_rate")
L1, L2 = [(f"_{name}", f"_{name}_tensor", name)
          for name in ("l1_regularization_strength", "l2_regularization_strength")]


@public("train.GradientDescentOptimizer")
class GradientDescentOptimizer(StepOptimizer):
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
    _op = "ResourceApplyGradientDescent"
    _constants = (RATE,)

    def __init__(self, learning_rate, use_locking=False, name: Any = "GradientDescent") -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate

    def _apply_sparse_duplicate_indices(self, grad, var):
        return self._resource_apply_sparse_duplicate_indices(grad.values, var, grad.indices)

    def _resource_apply_sparse_duplicate_indices(self, grad, var, indices):
        """Rows that repeat add up by themselves."""
        rate = api.cast(self._learning_rate_tensor, grad.dtype)
        return raw.ResourceScatterAdd(var.handle, indices, -grad * rate)


@public("train.ProximalGradientDescentOptimizer")
class ProximalGradientDescentOptimizer(StepOptimizer):
    """Gradient descent with the proximal step of l1 and l2 regularization (FOBOS).

    Duchi and Singer, 2009: Efficient Learning using Forward-Backward Splitting.

    Args:
      learning_rate: a number, a scalar tensor or variable, or a function that gives one.
      the others: as for `tf.train.ProximalAdagradOptimizer`.

    Example:
      >>> x = tf.Variable([3.0, 0.1])
      >>> optimizer = tf.train.ProximalGradientDescentOptimizer(0.5, 1.0)
      >>> optimizer.apply_gradients([(tf.constant([1.0, 0.0]), x)])
      >>> x.numpy().tolist()
      [2.0, 0.0]
    """

    _settings = ("learning_rate", "l1_regularization_strength", "l2_regularization_strength")
    _op = "ResourceApplyProximalGradientDescent"
    _constants = (RATE, L1, L2)

    def __init__(
        self,
        learning_rate,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking=False,
        name: Any = "ProximalGradientDescent",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength
