"""tf.keras.optimizers.SGD."""

from typing import Any

from zeal.keras.optimizers.step_optimizer import StepOptimizer, has_momentum
from zeal.public import public
from zeal.state.scatter import scatter_add


@public("keras.optimizers.SGD")
class SGD(StepOptimizer):
    """Gradient descent, with momentum: `velocity = momentum * velocity - learning_rate * gradient`.

    Args:
      learning_rate: a number, scalar tensor, schedule, or function without arguments.
      momentum: how much of the velocity stays, from 0 to 1.
      nesterov: whether steps look ahead by one momentum.
      name: the optimizer's name.
      **kwargs: `clipnorm`, `clipvalue`, `decay`, `lr`; see `tf.keras.optimizers.Optimizer`.

    Raises:
      ValueError: the momentum is not between 0 and 1.

    Example:
      >>> x, optimizer = tf.Variable(3.0), tf.keras.optimizers.SGD(0.1)
      >>> count = optimizer.minimize(lambda: x * x, [x])
      >>> round(float(x), 4)
      2.4
    """

    _settings = ("learning_rate", "decay", "momentum")
    _options = ("nesterov",)

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: Any = 0.0,
        nesterov=False,
        name: Any = "SGD",
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self._momentum = has_momentum(momentum)
        self._set_all(kwargs, learning_rate=learning_rate, momentum=momentum)
        self.nesterov = nesterov

    @property
    def _op(self):
        return "ResourceApplyKerasMomentum" if self._momentum else "ResourceApplyGradientDescent"

    @property
    def _variant(self):
        return bool(self._momentum and self.nesterov)

    @property
    def _slot_inputs(self):
        return ("momentum",) if self._momentum else ()

    def _numbers(self, dtype):
        rate = self._decayed_lr(dtype)
        return (rate, self._get_hyper("momentum", dtype)) if self._momentum else (rate,)

    def _attributes(self):
        return {"use_nesterov": self.nesterov} if self._momentum else {}

    def _resource_apply_sparse_duplicate_indices(self, grad, var, indices, **kwargs):
        """Rows that repeat add up by themselves, where there is no momentum."""
        if self._momentum:
            return super()._resource_apply_sparse_duplicate_indices(grad, var, indices, **kwargs)
        rate = self._coefficients(var, kwargs.get("apply_state"))["numbers"][0]
        return scatter_add(var, indices, -grad * rate)
