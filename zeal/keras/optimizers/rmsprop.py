"""tf.keras.optimizers.RMSprop."""

from typing import Any

from zeal._native import api
from zeal.eager import control
from zeal.keras.optimizers.step_optimizer import StepOptimizer, exact, has_momentum
from zeal.public import public


@public("keras.optimizers.RMSprop")
class RMSprop(StepOptimizer):
    """RMSprop: steps by gradients over the root of the running mean of their squares.

    Tieleman and Hinton, 2012, lecture 6.5. As in TensorFlow, epsilon is added to the root, but
    below it where there is momentum.

    Args:
      learning_rate: a number, scalar tensor, schedule, or function without arguments.
      rho: how much of the mean stays.
      momentum: how much of the last step is added, from 0 to 1.
      epsilon: keeps the divisor above 0.
      centered: whether the variance takes the place of the mean of squares.
      name: the optimizer's name.
      **kwargs: `clipnorm`, `clipvalue`, `decay`, `lr`; see `tf.keras.optimizers.Optimizer`.

    Raises:
      ValueError: the momentum is not between 0 and 1.

    Example:
      >>> x, optimizer = tf.Variable(3.0), tf.keras.optimizers.RMSprop(0.1)
      >>> count = optimizer.minimize(lambda: x * x, [x])
      >>> round(float(x), 4)
      2.6838
    """

    _settings = ("learning_rate", "decay", "rho", "momentum")
    _options = ("epsilon", "centered")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-7,
        centered=False,
        name: Any = "RMSprop",
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self._momentum = has_momentum(momentum)
        self._set_all(kwargs, learning_rate=learning_rate, rho=rho, momentum=momentum)
        self.epsilon = epsilon or 1e-7
        self.centered = centered

    @property
    def _op(self):
        """With momentum there is an op; without it, ops do the work one by one."""
        if not self._momentum:
            return None
        return "ResourceApplyCenteredRMSProp" if self.centered else "ResourceApplyRMSProp"

    @property
    def _slot_inputs(self):
        return ("mg", "rms", "momentum") if self.centered else ("rms", "momentum")

    def _create_slots(self, var_list):
        names = ["rms", *["momentum"] * self._momentum, *["mg"] * bool(self.centered)]
        for name in names:
            for v in var_list:
                self.add_slot(v, name)

    def _numbers(self, dtype):
        rest = [self._get_hyper(name, dtype) for name in ("rho", "momentum")]
        return (self._decayed_lr(dtype), *rest, exact(self.epsilon, dtype))

    def _resource_apply_dense(self, grad, var, apply_state=None):
        if self._momentum:
            return super()._resource_apply_dense(grad, var, apply_state)
        rate, rho, _, epsilon = self._coefficients(var, apply_state)["numbers"]
        squares = self._moved(self.get_slot(var, "rms"), rho, grad * grad)
        if self.centered:
            squares = squares - api.square(self._moved(self.get_slot(var, "mg"), rho, grad))
        return var.assign(var - rate * grad / (api.sqrt(squares) + epsilon))

    def _moved(self, slot, rho, value):
        """A running mean, with one value more."""
        mean = rho * slot + (1.0 - rho) * value
        with control.control_dependencies(_done(slot.assign(mean))):
            return api.identity(mean)

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        if self._momentum:
            return super()._resource_apply_sparse(grad, var, indices, apply_state)
        rate, rho, _, epsilon = self._coefficients(var, apply_state)["numbers"]
        squares = self._moved_rows(self.get_slot(var, "rms"), rho, grad * grad, indices)
        if self.centered:
            means = self._moved_rows(self.get_slot(var, "mg"), rho, grad, indices)
            squares = squares - api.square(means)
        return self._resource_scatter_add(
            var, indices, -rate * grad / (api.sqrt(squares) + epsilon)
        )

    def _moved_rows(self, slot, rho, rows, indices):
        """A running mean whose other rows only fade; gives the rows."""
        with control.control_dependencies(_done(slot.assign(slot * rho))):
            moved = self._resource_scatter_add(slot, indices, rows * (1.0 - rho))
        return api.gather(moved, indices)


def _done(update) -> list:
    return [] if update is None else [update]
