"""tf.keras.optimizers.Nadam."""

from typing import Any

from zeal._native import api
from zeal.eager import control
from zeal.keras.optimizers.schedule import LearningRateSchedule
from zeal.keras.optimizers.step_optimizer import StepOptimizer, exact
from zeal.public import public


@public("keras.optimizers.Nadam")
class Nadam(StepOptimizer):
    """Nadam: Adam that looks ahead by one momentum, which grows with the steps.

    Dozat, 2015: Incorporating Nesterov Momentum into Adam.

    Args:
      learning_rate: a number, scalar tensor, or function without arguments.
      **kwargs: `schedule_decay`, how fast the momentum grows, 0.004 by default; and `clipnorm`,
        `clipvalue`, `lr`.
      the others: as for `tf.keras.optimizers.Adam`.

    Raises:
      ValueError: the learning rate is a schedule.

    Example:
      >>> x, optimizer = tf.Variable(3.0), tf.keras.optimizers.Nadam(0.1)
      >>> count = optimizer.minimize(lambda: x * x, [x])
      >>> round(float(x), 4)
      2.8944
    """

    _settings = ("learning_rate", "decay", "beta_1", "beta_2")
    _options = ("epsilon",)
    _slot_inputs = ("m", "v")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: Any = 0.9,
        beta_2: Any = 0.999,
        epsilon: Any = 1e-7,
        name: Any = "Nadam",
        **kwargs: Any,
    ) -> None:
        kwargs["decay"] = kwargs.pop("schedule_decay", 0.004)
        learning_rate = kwargs.get("lr", learning_rate)
        if isinstance(learning_rate, LearningRateSchedule):
            raise ValueError(
                "The Nadam optimizer does not support tf.keras.optimizers.LearningRateSchedules as "
                "the learning rate."
            )
        super().__init__(name, **kwargs)
        self._set_all(kwargs, learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2)
        self.epsilon = epsilon or 1e-7
        self._m_cache = None

    def _create_slots(self, var_list):
        if self._m_cache is None:
            dtype = var_list[0].dtype.base_dtype
            self._m_cache = self.add_weight("momentum_cache", [], dtype, "ones", trainable=False)
            self._weights.append(self._m_cache)
        super()._create_slots(var_list)

    def _prepare(self, var_list):
        self._m_cache_read = api.identity(self._m_cache)
        return super()._prepare(var_list)

    def _numbers(self, dtype):
        """Rate, betas, epsilon; momenta of this step and the next, and what corrects biases."""
        beta_1, beta_2 = self._get_hyper("beta_1", dtype), self._get_hyper("beta_2", dtype)
        step, following = (api.cast(self.iterations + n, dtype) for n in (1, 2))
        now, then = (
            beta_1 * (1.0 - 0.5 * api.pow(api.cast(0.96, dtype), self._initial_decay * s))
            for s in (step, following)
        )
        product = api.cast(self._m_cache_read, dtype) * now
        if dtype == self._m_cache.dtype:
            with control.control_dependencies([self._m_cache.assign(product)]):
                product = api.identity(product)
        rate = self._get_hyper("learning_rate", dtype)
        corrections = (1.0 - product, 1.0 - product * then, 1.0 - api.pow(beta_2, step))
        return (rate, beta_1, beta_2, exact(self.epsilon, dtype), now, then, *corrections)

    def _resource_apply_dense(self, grad, var, apply_state=None):
        numbers = self._coefficients(var, apply_state)["numbers"]
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        _, beta_1, beta_2, *_ = numbers
        means = _moved(m, beta_1, (1 - beta_1) * grad)
        squares = _moved(v, beta_2, (1 - beta_2) * api.square(grad))
        return var.assign(var - _step(numbers, grad, means, squares))

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        numbers = self._coefficients(var, apply_state)["numbers"]
        _, beta_1, beta_2, *_ = numbers
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        means = self._moved_rows(m, beta_1, grad * (1 - beta_1), indices)
        squares = self._moved_rows(v, beta_2, grad * grad * (1 - beta_2), indices)
        return self._resource_scatter_add(var, indices, -_step(numbers, grad, means, squares))

    def _moved_rows(self, slot, beta, rows, indices):
        with control.control_dependencies([slot.assign(slot * beta)]):
            return api.gather(self._resource_scatter_add(slot, indices, rows), indices)


def _moved(slot, beta, value):
    """A running mean, with one value more."""
    mean = beta * slot + value
    with control.control_dependencies([slot.assign(mean)]):
        return api.identity(mean)


def _step(numbers, grad, means, squares):
    rate, _, _, epsilon, now, then, no_bias, no_bias_then, no_bias_squares = numbers
    ahead = (1.0 - now) * (grad / no_bias) + then * (means / no_bias_then)
    return rate * ahead / (api.sqrt(squares / no_bias_squares) + epsilon)
