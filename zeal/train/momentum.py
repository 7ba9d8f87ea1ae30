"""tf.train.MomentumOptimizer."""

from typing import Any

from zeal.public import public
from zeal.train.gradient_descent import RATE
from zeal.train.step_optimizer import StepOptimizer


@public("train.MomentumOptimizer")
class MomentumOptimizer(StepOptimizer):
    """Gradient descent with momentum: steps along a sum of gradients that fades.

    `accumulation = momentum * accumulation + gradient`, `variable -= learning_rate * accumulation`.

    Args:
      learning_rate: a number, a scalar tensor or variable, or a function without arguments that
        returns one of them; read at each step.
      momentum: how much of the sum stays, given alike.
      use_locking: accepted for compatibility.
      name: the optimizer's name.
      use_nesterov: whether steps look ahead by one momentum (Sutskever et al., 2013).

    Example:
      >>> x = tf.Variable(3.0)
      >>> optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
      >>> for _ in range(2):
      ...     optimizer.minimize(lambda: x * x)
      >>> round(float(x), 4)
      1.38
    """

    _settings = ("learning_rate", "momentum")
    _op = "ResourceApplyMomentum"
    _slot_inputs = ("momentum",)
    _constants = (RATE, ("_momentum", "_momentum_tensor", "momentum"))

    def __init__(
        self,
        learning_rate,
        momentum,
        use_locking=False,
        name: Any = "Momentum",
        use_nesterov=False,
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._momentum = momentum
        self._use_nesterov = use_nesterov

    @property
    def _variant(self):
        return bool(self._use_nesterov)

    def _create_slots(self, var_list):
        for v in var_list:
            self._zeros_slot(v, "momentum", self._name)

    def _attributes(self):
        return {"use_locking": self._use_locking, "use_nesterov": self._variant}
