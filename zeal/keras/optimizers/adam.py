"""tf.keras.optimizers.Adam, Adamax."""

from typing import Any

from zeal._native import api
from zeal.eager import control
from zeal.keras.optimizers.step_optimizer import StepOptimizer, exact
from zeal.public import public
from zeal.train.adam import faded


@public("keras.optimizers.Adam")
class Adam(StepOptimizer):
    """Adam: steps by the running mean of gradients over the root of that of their squares.

    Kingma and Ba, 2015: Adam, a Method for Stochastic Optimization; with epsilon outside of the
    correction of the bias. Gradients that are IndexedSlices count as 0 in the other rows.

    Args:
      learning_rate: a number, scalar tensor, schedule, or function without arguments.
      beta_1: how much of the mean of gradients stays.
      beta_2: how much of the mean of squares stays.
      epsilon: added to the root.
      amsgrad: whether the largest mean of squares so far takes its place (Reddi et al., 2018).
      name: the optimizer's name.
      **kwargs: `clipnorm`, `clipvalue`, `decay`, `lr`; see `tf.keras.optimizers.Optimizer`.

    Example:
      >>> x, optimizer = tf.Variable(3.0), tf.keras.optimizers.Adam(0.1)
      >>> count = optimizer.minimize(lambda: x * x, [x])
      >>> round(float(x), 4)
      2.9
    """

    _settings = ("learning_rate", "decay", "beta_1", "beta_2")
    _options = ("epsilon", "amsgrad")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: Any = 0.9,
        beta_2: Any = 0.999,
        epsilon: Any = 1e-7,
        amsgrad=False,
        name: Any = "Adam",
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self._set_all(kwargs, learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2)
        self.epsilon = epsilon or 1e-7
        self.amsgrad = amsgrad

    @property
    def _op(self):
        return "ResourceApplyAdamWithAmsgrad" if self.amsgrad else "ResourceApplyAdam"

    @property
    def _slot_inputs(self):
        return ("m", "v", "vhat") if self.amsgrad else ("m", "v")

    def _numbers(self, dtype):
        step = api.cast(self.iterations + 1, dtype)
        beta_1, beta_2 = self._get_hyper("beta_1", dtype), self._get_hyper("beta_2", dtype)
        powers = (api.pow(beta_1, step), api.pow(beta_2, step))
        return (*powers, self._decayed_lr(dtype), beta_1, beta_2, exact(self.epsilon, dtype))

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        numbers = self._coefficients(var, apply_state)["numbers"]
        power_1, power_2, rate, beta_1, beta_2, epsilon = numbers
        means = faded(self.get_slot(var, "m"), beta_1, grad * (1 - beta_1), indices)
        squares = faded(self.get_slot(var, "v"), beta_2, grad * grad * (1 - beta_2), indices)
        if self.amsgrad:
            squares = self._largest(var, squares)
        rate = rate * api.sqrt(1 - power_2) / (1 - power_1)
        return var.assign_sub(rate * means / (api.sqrt(squares) + epsilon))

    def _largest(self, var, squares):
        largest = api.maximum(self.get_slot(var, "vhat"), squares)
        with control.control_dependencies([self.get_slot(var, "vhat").assign(largest)]):
            return api.identity(largest)

    def set_weights(self, weights):
        """Sets the optimizer's variables; those of `vhat` may be missing or too many.

        Args:
          weights: a list of arrays, as `get_weights` gives it.

        Raises:
          ValueError: there are not as many, or shapes differ.

        Example:
          >>> optimizer = tf.keras.optimizers.Adam()
          >>> _ = optimizer.iterations
          >>> optimizer.set_weights([3])
          >>> int(optimizer.iterations)
          3
        """
        count = (len(self._weights) - 1) // 2
        if len(weights) == 3 * count + 1:
            weights = weights[: len(self._weights)]
        super().set_weights(weights)


@public("keras.optimizers.Adamax")
class Adamax(StepOptimizer):
    """Adamax: Adam by the largest gradient so far, fading, in place of the mean of squares.

    Kingma and Ba, 2015, section 7. Gradients that are IndexedSlices move their rows alone.

    Args:
      beta_2: how much of the largest gradient stays.
      epsilon: added to the divisor.
      **kwargs: `clipnorm`, `clipvalue`, `decay`, `lr`; see `tf.keras.optimizers.Optimizer`.
      the others: as for `Adam`.

    Example:
      >>> x, optimizer = tf.Variable(3.0), tf.keras.optimizers.Adamax(0.1)
      >>> count = optimizer.minimize(lambda: x * x, [x])
      >>> round(float(x), 4)
      2.9
    """

    _op = "ResourceApplyAdaMax"
    _slot_inputs = ("m", "v")
    _settings = ("learning_rate", "decay", "beta_1", "beta_2")
    _options = ("epsilon",)
    _rows_alike = False

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: Any = 0.9,
        beta_2: Any = 0.999,
        epsilon: Any = 1e-7,
        name: Any = "Adamax",
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self._set_all(kwargs, learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2)
        self.epsilon = epsilon or 1e-7

    def _numbers(self, dtype):
        step = api.cast(self.iterations + 1, dtype)
        beta_1, beta_2 = self._get_hyper("beta_1", dtype), self._get_hyper("beta_2", dtype)
        rest = (self._decayed_lr(dtype), beta_1, beta_2, exact(self.epsilon, dtype))
        return (api.pow(beta_1, step), *rest)

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        power, rate, beta_1, beta_2, epsilon = self._coefficients(var, apply_state)["numbers"]
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        means = api.gather(m, indices) * beta_1 + grad * (1 - beta_1)
        sizes = api.maximum(api.gather(v, indices) * beta_2, abs(grad))
        steps = -rate / (1 - power) * (means / (sizes + epsilon))
        updates = [
            self._resource_scatter_update(m, indices, means),
            self._resource_scatter_update(v, indices, sizes),
            self._resource_scatter_add(var, indices, steps),
        ]
        return control.group(*updates)
